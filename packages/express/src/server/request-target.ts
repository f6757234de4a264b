/** The target of a request, in its parts. */
export interface RequestTarget {
  readonly path: string;
  /** Without the question mark. Undefined when there is none; it may be empty. */
  readonly query: string | undefined;
}

/** Splits a request's target. Understands the absolute form that clients send to proxies; keeps `*` and garbage as the path. */
export function parseTarget(url: string | undefined): RequestTarget {
  const target = withoutOrigin(url ?? '/');
  const question = target.indexOf('?');
  return question === -1
    ? { path: target, query: undefined }
    : { path: target.slice(0, question), query: target.slice(question + 1) };
}

function withoutOrigin(url: string): string {
  if (url.startsWith('/')) return url;
  const origin = /^https?:\/\/[^/?]*/i.exec(url)?.[0];
  if (origin === undefined) return url;
  const rest = url.slice(origin.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
