import { HTTP_METHODS } from './catalog.ts';

export type HttpMethod = (typeof HTTP_METHODS)[number];

/** A method as telemetry knows it. There is one object per method, so that it can be compared and used as a small index. */
export interface KnownMethod {
  readonly name: HttpMethod;
  /** Position in the catalog's list. */
  readonly index: number;
  /** What stands for the method in a span's name. */
  readonly spanName: string;
}

const KNOWN = new Map<string, KnownMethod>(
  HTTP_METHODS.map((name, index) => [
    name,
    { name, index, spanName: name === '_OTHER' ? 'HTTP' : name },
  ]),
);
const OTHER = KNOWN.get('_OTHER') as KnownMethod;

/** Methods are case-sensitive; Node's parser lets through only those it knows, some of which HTTP itself does not define. */
export function knownMethod(method: string | undefined): KnownMethod {
  return KNOWN.get(method ?? '') ?? OTHER;
}
