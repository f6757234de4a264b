import type { AttributeDeclarations, Catalog } from './catalog.ts';

type OpenValue = {
  string: string;
  int: number;
  double: number;
  boolean: boolean;
  'string[]': readonly string[];
};

/** The values that one declared attribute takes. */
export type AttributeValueOf<D> = D extends { readonly values: readonly (infer V)[] }
  ? V
  : D extends { readonly type: infer T extends keyof OpenValue }
    ? OpenValue[T]
    : never;

type Levels<S> = S extends { readonly attributes: infer L } ? L : object;

type RequiredNames<L> = { [N in keyof L]: L[N] extends 'required' ? N : never }[keyof L];

/** `http.request.header.*` stands for every name below it. */
type Expand<N> = N extends `${infer Prefix}.*` ? `${Prefix}.${string}` : N;

type ValueOf<A extends AttributeDeclarations, N> = N extends keyof A
  ? AttributeValueOf<A[N]>
  : never;

type Flat<T> = { [K in keyof T]: T[K] };

type Picked<A extends AttributeDeclarations, L> = Flat<
  { readonly [N in RequiredNames<L> as Expand<N>]: ValueOf<A, N> } & {
    readonly [N in Exclude<keyof L, RequiredNames<L>> as Expand<N>]?: ValueOf<A, N> | undefined;
  }
>;

/** The attributes that a signal takes: wrong names, wrong values and absent required ones do not compile. */
export type AttributesOf<A extends AttributeDeclarations, S> = [keyof Levels<S>] extends [never]
  ? Readonly<Record<string, undefined>>
  : Picked<A, Levels<S>>;

/**
 * The attributes of one signal of a catalog.
 *
 * @example
 * type RequestAttributes = SignalAttributes<typeof httpServerCatalog, 'requestDuration'>;
 */
export type SignalAttributes<C extends Catalog, K extends keyof C['signals']> = AttributesOf<
  C['attributes'],
  C['signals'][K]
>;
