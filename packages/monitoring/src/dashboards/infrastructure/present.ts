import type { RuleContext } from '../../rules/recording-source.ts';
import type { Panel } from '../dashboard-source.ts';
import { query, rising, stat } from '../parts/panels.ts';
import { createPhrases, ratio } from '../parts/phrases.ts';
import { ofHost, onHost } from './host-queries.ts';

export function present(context: RuleContext): readonly Panel[] {
  const { q } = context;
  const { max, rate, sum, series } = createPhrases(q);
  const where = onHost(context);
  const used = `${q.label('system.memory.state')}="used"`;
  const working = `${q.label('cpu.mode')}!~"idle|iowait"`;
  const busy = ratio(
    ofHost(context, (by) => rate('system.cpu.time', { by, where: `${where}, ${working}` })),
    ofHost(context, (by) => rate('system.cpu.time', { by, where })),
  );
  return [
    stat({
      title: 'Busiest CPU',
      description:
        'Share of its CPUs that the busiest host uses. Above 90 % everything on it waits.',
      unit: '1',
      decimals: 0,
      steps: rising(0.75, 0.9),
      queries: [query(`max (${busy})`)],
    }),
    stat({
      title: 'Fullest memory',
      description: 'Share of memory in use on the fullest host.',
      unit: '1',
      decimals: 0,
      steps: rising(0.8, 0.9),
      queries: [query(max('system.memory.utilization', { where: `${where}, ${used}` }))],
    }),
    stat({
      title: 'Fullest disk',
      description: 'Share in use of the fullest file system. Databases stop when it reaches 100 %.',
      unit: '1',
      decimals: 0,
      steps: rising(0.8, 0.9),
      queries: [
        query(
          max('system.filesystem.utilization', {
            where: `${where}, ${q.label('system.filesystem.state')}="used", ${q.label('system.filesystem.mode')}!="ro"`,
          }),
        ),
      ],
    }),
    stat({
      title: 'Busiest event loop',
      description: 'Share of time in which the event loop of the busiest process computes.',
      unit: '1',
      decimals: 0,
      steps: rising(0.7, 0.9),
      queries: [query(max('nodejs.eventloop.utilization', { where }))],
    }),
    stat({
      title: 'Instances',
      description: 'Processes that report.',
      unit: '{instance}',
      queries: [query(`count (${series('process.uptime', undefined, where)})`)],
    }),
    stat({
      title: 'Started lately',
      description:
        'Processes that started within the last quarter of an hour: a deployment, a scale-up, or crashes.',
      unit: '{instance}',
      steps: [
        { from: -Infinity, color: 'green' },
        { from: 1, color: 'blue' },
      ],
      queries: [
        query(
          `count (${series('process.uptime', undefined, where)} < 900) or ${sum('process.uptime', { where })} * 0`,
        ),
      ],
    }),
  ];
}
