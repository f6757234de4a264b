import { createServer, type AddressInfo, type Socket } from 'node:net';
import { eventually } from './eventually.ts';
import { parseMail, type Mail } from './parse-mail.ts';

export interface ReceivedMail extends Mail {
  /** The envelope: what MAIL FROM and RCPT TO said. */
  readonly from: string;
  readonly to: readonly string[];
  /** As AUTH PLAIN or LOGIN gave them. */
  readonly login?: { readonly user: string; readonly password: string };
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
}

export interface SmtpSink extends AsyncDisposable {
  /** Host and port: Alertmanager's `smarthost`. */
  readonly address: string;
  readonly port: number;
  /** Everything received so far, in the order of arrival. */
  readonly mails: readonly ReceivedMail[];
  /** The first mail so far, or to come, for which the predicate holds. Rejects when the time is up, with what had come. */
  received(predicate: (mail: ReceivedMail) => boolean, withinMs?: number): Promise<ReceivedMail>;
}

export interface SmtpSinkOptions {
  /** Whether it asks for a name and a password; any will do. Clients send them over TLS or to the local host only. @defaultValue false */
  readonly auth?: boolean;
  /** Larger mails are refused. @defaultValue 1_000_000 */
  readonly maxBytes?: number;
}

/** Lines before DATA are short: a longer one is no client of ours. */
const MAX_LINE_BYTES = 4_096;

/** A mail server that takes everything and sends nothing on. */
export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const { auth = false, maxBytes = 1_000_000 } = options;
  const mails: ReceivedMail[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    const session = new SmtpSession({ auth, maxBytes }, (mail) => void mails.push(mail));
    socket.write('220 sink ESMTP\r\n');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const { answers, isOver } = session.take(chunk.toString('latin1'));
      if (answers.length > 0) socket.write(answers.map((answer) => `${answer}\r\n`).join(''));
      if (isOver) socket.end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    port,
    mails,
    async received(predicate, withinMs) {
      let found: ReceivedMail | undefined;
      const find = async (): Promise<boolean> =>
        (found = mails.find((mail) => predicate(mail))) !== undefined;
      await eventually('a mail is received', find, withinMs).catch((error: unknown) => {
        throw new Error(`${String(error)}; came: ${JSON.stringify(mails)}`, { cause: error });
      });
      return found as ReceivedMail;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One conversation. Text is latin1 throughout: a byte a character, decoded where the mail says how. */
class SmtpSession {
  readonly #options: Required<SmtpSinkOptions>;
  readonly #deliver: (mail: ReceivedMail) => void;
  #pending = '';
  #from: string | undefined;
  #to: string[] = [];
  #login: ReceivedMail['login'];
  /** What a line means that is no command: the answer to a question of AUTH. */
  #question: ((line: string) => string) | undefined;
  /** The lines of the mail, once DATA was said. */
  #data: string[] | undefined;
  #dataBytes = 0;

  constructor(options: Required<SmtpSinkOptions>, deliver: (mail: ReceivedMail) => void) {
    this.#options = options;
    this.#deliver = deliver;
  }

  take(text: string): { readonly answers: readonly string[]; readonly isOver: boolean } {
    const lines = (this.#pending + text).split('\r\n');
    this.#pending = lines.pop() ?? '';
    const answers: string[] = [];
    for (const line of lines) {
      answers.push(...this.#line(line));
      if (answers.at(-1)?.startsWith('221')) return { answers, isOver: true };
    }
    const limit = this.#data === undefined ? MAX_LINE_BYTES : this.#options.maxBytes;
    if (this.#pending.length <= limit) return { answers, isOver: false };
    return { answers: [...answers, '500 line too long'], isOver: true };
  }

  #line(line: string): readonly string[] {
    if (this.#data !== undefined) return this.#dataLine(line, this.#data);
    if (this.#question !== undefined) {
      const ask = this.#question;
      this.#question = undefined;
      return [ask(line)];
    }
    const [, command = '', rest = ''] = /^(\w+) ?(.*)$/.exec(line) ?? [];
    return this.#command(command.toUpperCase(), rest);
  }

  #command(command: string, rest: string): readonly string[] {
    switch (command) {
      case 'EHLO': {
        const offers = ['8BITMIME', `SIZE ${this.#options.maxBytes}`];
        if (this.#options.auth) offers.push('AUTH PLAIN LOGIN');
        return [
          '250-sink',
          ...offers.map((offer, i) => `250${i + 1 < offers.length ? '-' : ' '}${offer}`),
        ];
      }
      case 'HELO':
        return ['250 sink'];
      case 'AUTH':
        return [this.#options.auth ? this.#authenticate(rest) : '502 no need'];
      case 'MAIL':
        if (this.#options.auth && !this.#login) return ['530 say who you are'];
        this.#reset(addressIn(rest));
        return ['250 ok'];
      case 'RCPT':
        if (this.#from === undefined) return ['503 MAIL first'];
        this.#to.push(addressIn(rest));
        return ['250 ok'];
      case 'DATA':
        if (this.#to.length === 0) return ['503 RCPT first'];
        this.#data = [];
        this.#dataBytes = 0;
        return ['354 go on'];
      case 'RSET':
        this.#reset(undefined);
        return ['250 ok'];
      case 'NOOP':
        return ['250 ok'];
      case 'QUIT':
        return ['221 bye'];
      default:
        return [`502 no ${command}`];
    }
  }

  #dataLine(line: string, data: string[]): readonly string[] {
    if (line !== '.') {
      this.#dataBytes += line.length + 2;
      // What is beyond the limit is read, as the client waits until it may end, but not kept.
      if (this.#dataBytes <= this.#options.maxBytes) data.push(line.replace(/^\./, ''));
      return [];
    }
    this.#data = undefined;
    if (this.#dataBytes > this.#options.maxBytes) return ['552 too large'];
    this.#deliver({
      ...parseMail(data.join('\r\n')),
      from: this.#from ?? '',
      to: this.#to,
      ...(this.#login && { login: this.#login }),
      receivedAt: Date.now(),
    });
    this.#reset(undefined);
    return ['250 taken'];
  }

  #reset(from: string | undefined): void {
    this.#from = from;
    this.#to = [];
  }

  #authenticate(rest: string): string {
    const [method = '', initial] = rest.split(' ');
    const accept = (user: string, password: string): string => {
      this.#login = { user, password };
      return '235 ok';
    };
    const plain = (line: string): string => {
      const [, user = '', password = ''] = base64(line).split('\0');
      return accept(user, password);
    };
    if (method.toUpperCase() === 'PLAIN') {
      if (initial !== undefined) return plain(initial);
      this.#question = plain;
      return '334 ';
    }
    if (method.toUpperCase() !== 'LOGIN') return '504 PLAIN or LOGIN';
    const askPassword = (user: string): string => {
      this.#question = (password) => accept(base64(user), base64(password));
      return `334 ${btoa('Password:')}`;
    };
    if (initial !== undefined) return askPassword(initial);
    this.#question = askPassword;
    return `334 ${btoa('Username:')}`;
  }
}

/** The `a@b` of `FROM:<a@b> BODY=8BITMIME`. */
function addressIn(text: string): string {
  return /<([^>]*)>/.exec(text)?.[1] ?? '';
}

function base64(text: string): string {
  return Buffer.from(text, 'base64').toString();
}
