import { type Providers, TelemetryError } from '@fluxora/telemetry-core';
import { compileIgnore, defaultIgnore, type IgnoreTest } from './ignore.ts';
import type { HttpServerOptions } from './options.ts';
import { compileHeaders, type HeaderList } from './server/captured-headers.ts';
import { createQueryRedactor, defaultRedactedQuery, type QueryRedactor } from './url-query.ts';

/** Options in the form in which requests use them. */
export interface Settings {
  readonly isIgnored: IgnoreTest;
  readonly requestHeaders: HeaderList;
  readonly responseHeaders: HeaderList;
  readonly userAttributes: HttpServerOptions['userAttributes'];
  readonly middlewareSpans: boolean;
  readonly trustTraceContext: NonNullable<HttpServerOptions['trustTraceContext']>;
  readonly trustForwardedHeaders: boolean;
  readonly redactQuery: QueryRedactor;
  readonly providers: Providers;
}

/** Fills in the defaults. Throws `TelemetryError('options.invalid')` that lists every problem. */
export function resolveSettings(options: HttpServerOptions = {}): Settings {
  const problems = httpServerOptionProblems(options);
  if (problems.length > 0) {
    throw new TelemetryError(
      'options.invalid',
      problems.map((problem) => `telemetry/express: ${problem}`),
    );
  }
  return {
    isIgnored: compileIgnore(options.ignore ?? defaultIgnore),
    requestHeaders: compileHeaders(options.captureHeaders?.request, 'request'),
    responseHeaders: compileHeaders(options.captureHeaders?.response, 'response'),
    userAttributes: options.userAttributes?.bind(options),
    middlewareSpans: options.middlewareSpans ?? false,
    trustTraceContext: options.trustTraceContext ?? true,
    trustForwardedHeaders: options.trustForwardedHeaders ?? false,
    redactQuery: createQueryRedactor(options.redactQuery ?? defaultRedactedQuery),
    providers: options.providers ?? {},
  };
}

const KNOWN_OPTIONS: readonly string[] = [
  'ignore',
  'captureHeaders',
  'userAttributes',
  'middlewareSpans',
  'trustTraceContext',
  'trustForwardedHeaders',
  'redactQuery',
  'providers',
] satisfies (keyof HttpServerOptions)[];

/**
 * What is wrong with options for {@link instrumentHttpServer}: one sentence per problem, which begins with the option's name
 * and says how to mend it. Empty for options that are right. Never throws; for those who check them along with others.
 */
export function httpServerOptionProblems(options: unknown): string[] {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return [`options are ${show(options)}. Pass an object, or nothing for the defaults.`];
  }
  const { ignore, captureHeaders, userAttributes, middlewareSpans, ...others } = options as Record<
    string,
    unknown
  >;
  const { trustTraceContext, trustForwardedHeaders, redactQuery, providers } = others;
  const headers = (captureHeaders ?? {}) as Record<string, unknown>;
  return [
    ...Object.keys(options)
      .filter((name) => !KNOWN_OPTIONS.includes(name))
      .map((name) => `${name} is not an option. Use ${KNOWN_OPTIONS.join(', ')}.`),
    ...ignoreProblems(ignore),
    ...(typeof headers === 'object'
      ? [
          ...listProblems('captureHeaders.request', headers.request, 'header names'),
          ...listProblems('captureHeaders.response', headers.response, 'header names'),
        ]
      : [`captureHeaders is ${show(captureHeaders)}. Use { request: ['x-request-id'] }.`]),
    ...typeProblem('userAttributes', userAttributes, 'function'),
    ...typeProblem('middlewareSpans', middlewareSpans, 'boolean'),
    ...typeProblem('trustTraceContext', trustTraceContext, 'boolean', 'function'),
    ...typeProblem('trustForwardedHeaders', trustForwardedHeaders, 'boolean'),
    ...listProblems('redactQuery', redactQuery, 'parameter names'),
    ...typeProblem('providers', providers ?? undefined, 'object'),
  ];
}

function ignoreProblems(ignore: unknown): string[] {
  if (ignore === undefined) return [];
  const mend =
    "Use a list of exact paths, patterns and predicates, as in ['/health', /^\\/internal/].";
  if (!Array.isArray(ignore)) return [`ignore is ${show(ignore)}. ${mend}`];
  return ignore
    .filter(
      (rule) => typeof rule !== 'string' && typeof rule !== 'function' && !(rule instanceof RegExp),
    )
    .map((rule) => `ignore has ${show(rule)}. ${mend}`);
}

function listProblems(name: string, list: unknown, what: string): string[] {
  if (list === undefined) return [];
  const isList = Array.isArray(list) && list.every((each) => typeof each === 'string');
  return isList ? [] : [`${name} is ${show(list)}. Use a list of ${what}.`];
}

function typeProblem(name: string, value: unknown, ...types: string[]): string[] {
  if (value === undefined || types.includes(typeof value)) return [];
  return [`${name} is ${show(value)}. Use a ${types.join(' or a ')}, or leave it out.`];
}

function show(value: unknown): string {
  try {
    return typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? typeof value);
  } catch {
    return `a ${typeof value}`;
  }
}
