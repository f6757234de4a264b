import type { Evidence } from '../evidence.ts';
import { accounts, requestsWithoutSpan, totalLost } from '../losses.ts';
import { heading, indent, paint } from '../style.ts';
import { renderTable } from '../table.ts';

const COLUMNS = [
  { title: 'signal' },
  { title: 'made', align: 'right' },
  { title: 'arrived', align: 'right' },
  { title: 'lost', align: 'right' },
  { title: 'posts', align: 'right' },
  { title: 'kB', align: 'right' },
  { title: 'as' },
] as const;

/** What the service says it made, beside what the receiver took, and the sum of what is missing. */
export function deliverySection(evidence: Evidence): string {
  const rows = accounts(evidence).map(({ signal, created, arrived, lost }) => {
    const posts = evidence.deliveries.filter(({ path }) => path.endsWith(signal));
    const bytes = posts.reduce((sum, post) => sum + post.bytes, 0);
    const forms = new Set(posts.map(({ contentType, encoding }) => `${contentType} ${encoding}`));
    return [
      signal,
      String(created),
      String(arrived),
      String(lost),
      String(posts.length),
      (bytes / 1000).toFixed(0),
      [...forms].join(', '),
    ];
  });
  const lost = totalLost(evidence);
  const seen = evidence.sent.filter(({ planned }) => !planned.isIgnored).length;
  return [
    heading('Delivery', "made: the service's own report. arrived: decoded by the receiver"),
    indent(renderTable(COLUMNS, rows)),
    indent(
      `${seen} requests to be traced, ${seen - requestsWithoutSpan(evidence)} with a server span`,
    ),
    indent((lost === 0 ? paint.good : paint.bad)(paint.bold(`lost: ${lost}`))),
  ].join('\n');
}
