export interface MailPart {
  /** Such as `text/html`. */
  readonly type: string;
  readonly text: string;
}

export interface Mail {
  /** By lower-case name, decoded. Of several with one name, the first. */
  readonly headers: Readonly<Record<string, string>>;
  readonly subject: string;
  /** Of a mail in one piece: one. */
  readonly parts: readonly MailPart[];
}

/**
 * Reads a mail: encoded words in headers, quoted-printable and base64 bodies, alternatives one in another.
 *
 * @param text - As it went over the wire, a byte a character.
 */
export function parseMail(text: string): Mail {
  const { headers, body } = split(text);
  return { headers, subject: headers['subject'] ?? '', parts: partsOf(headers, body) };
}

interface Entity {
  readonly headers: Record<string, string>;
  readonly body: string;
}

function split(text: string): Entity {
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  const headers: Record<string, string> = {};
  // A line that starts with a space continues the one before.
  for (const line of head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    headers[name.toLowerCase()] ??= decodeWords(value);
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 4) };
}

function partsOf(headers: Readonly<Record<string, string>>, body: string): MailPart[] {
  const contentType = headers['content-type'] ?? 'text/plain';
  const type = (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary === undefined) {
    const encoding = (headers['content-transfer-encoding'] ?? '').toLowerCase();
    return [{ type, text: decodeBody(body, encoding).toString('utf8') }];
  }
  // The first piece is what is said to readers that know no parts, the last the end.
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`).slice(1);
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .flatMap((piece) => {
      const entity = split(piece.replace(/^[ \t]*\r\n/, ''));
      return partsOf(entity.headers, entity.body);
    });
}

function decodeBody(body: string, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(body, 'base64');
  if (encoding !== 'quoted-printable') return Buffer.from(body, 'latin1');
  return quotedPrintable(body.replaceAll(/[ \t]*=\r\n/g, ''));
}

/** `=?utf-8?q?Gr=C3=BC=C3=9Fe?=`, of which several may follow each other with nothing but a space between. */
function decodeWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(
      /=\?([^?]+)\?([bq])\?([^?]*)\?=/gi,
      (_, charset: string, kind: string, word: string) => {
        const bytes =
          kind.toLowerCase() === 'b'
            ? Buffer.from(word, 'base64')
            : quotedPrintable(word.replaceAll('_', ' '));
        return new TextDecoder(charset).decode(bytes);
      },
    );
}

function quotedPrintable(text: string): Buffer {
  const plain = text.replaceAll(/=([\dA-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1');
}
