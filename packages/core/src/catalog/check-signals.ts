import type { AttributeDeclarations, MetricKind } from './catalog.ts';
import {
  isRecord,
  isText,
  isWholeNumber,
  MAX_SERIES,
  metricAttributeProblems,
  unknownMembers,
} from './check-attributes.ts';
import { metricNameProblems, prometheusForm, signalNameProblems } from './name-rules.ts';
import { quote } from './quote.ts';
import { unitProblem } from './unit-rules.ts';

const METRIC_KINDS = [
  'counter',
  'upDownCounter',
  'histogram',
  'gauge',
  'observableCounter',
  'observableUpDownCounter',
  'observableGauge',
] as const satisfies readonly MetricKind[];
const KINDS: readonly unknown[] = [...METRIC_KINDS, 'span', 'event'];
const SPAN_KINDS: readonly unknown[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const SEVERITIES: readonly unknown[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];
const LEVELS: readonly unknown[] = ['required', 'recommended', 'opt_in'];
const STABILITIES: readonly unknown[] = ['stable', 'development'];

const COMMON = ['name', 'kind', 'description', 'stability', 'requirement', 'attributes'];

const METRIC_MEMBERS = new Set([...COMMON, 'unit', 'maxSeries', 'buckets']);
const SPAN_MEMBERS = new Set([...COMMON, 'spanKind']);
const EVENT_MEMBERS = new Set([...COMMON, 'severity']);

type Signal = Record<string, unknown>;

/** Whether a kind names a metric. */
export function isMetricKind(kind: unknown): kind is MetricKind {
  return METRIC_KINDS.includes(kind as MetricKind);
}

/** Every problem in a catalog's signals, as sentences without their "telemetry/catalog:". */
export function signalProblems(signals: unknown, attributes: AttributeDeclarations): string[] {
  if (!isRecord(signals)) {
    return [`signals is ${quote(signals)}. Declare an object of signals by key.`];
  }
  const seen = new Map<string, string>();
  return Object.entries(signals).flatMap(([key, signal]) => {
    if (!isRecord(signal)) {
      return [`signal "${key}" is ${quote(signal)}. Declare an object with name, kind and so on.`];
    }
    const subject = typeof signal.name === 'string' ? `"${signal.name}"` : `signal "${key}"`;
    return [
      ...keyProblems(key),
      ...commonProblems(signal, attributes),
      ...kindProblems(signal, attributes),
      ...duplicateProblems(key, signal, seen),
    ].map((problem) => `${subject} ${problem}`);
  });
}

function keyProblems(key: string): string[] {
  return /^[a-z][A-Za-z0-9]*$/.test(key)
    ? []
    : [`has the key ${quote(key)}. Use a camelCase name, as in "requestDuration".`];
}

function commonProblems(signal: Signal, attributes: AttributeDeclarations): string[] {
  const problems: string[] = [];
  if (typeof signal.name !== 'string') {
    problems.push(`has name ${quote(signal.name)}. Name it, as in "fluxora.job.duration".`);
  } else {
    problems.push(...signalNameProblems(signal.name));
  }
  if (!isText(signal.description)) {
    problems.push('has no description. Say in a sentence what it measures.');
  }
  problems.push(...choiceProblems(signal, 'kind', KINDS));
  problems.push(...choiceProblems(signal, 'stability', STABILITIES));
  if (signal.requirement !== undefined) {
    problems.push(...choiceProblems(signal, 'requirement', LEVELS));
  }
  return [...problems, ...usedAttributeProblems(signal.attributes, attributes)];
}

function choiceProblems(signal: Signal, member: string, choices: readonly unknown[]): string[] {
  return choices.includes(signal[member])
    ? []
    : [`has ${member} ${quote(signal[member])}. Use one of ${choices.join(', ')}.`];
}

function usedAttributeProblems(used: unknown, declared: AttributeDeclarations): string[] {
  if (used === undefined) return [];
  if (!isRecord(used)) {
    return [`has attributes ${quote(used)}. Give each attribute's name a requirement level.`];
  }
  return Object.entries(used).flatMap(([name, level]) => [
    ...(Object.hasOwn(declared, name)
      ? []
      : [`carries "${name}", which is not declared. Add it to the catalog's attributes.`]),
    ...(LEVELS.includes(level)
      ? []
      : [`asks for "${name}" at level ${quote(level)}. Use one of ${LEVELS.join(', ')}.`]),
  ]);
}

function kindProblems(signal: Signal, attributes: AttributeDeclarations): string[] {
  if (signal.kind === 'span') {
    return [
      ...unknownMembers(signal, SPAN_MEMBERS),
      ...choiceProblems(signal, 'spanKind', SPAN_KINDS),
    ];
  }
  if (signal.kind === 'event') {
    return [
      ...unknownMembers(signal, EVENT_MEMBERS),
      ...choiceProblems(signal, 'severity', SEVERITIES),
    ];
  }
  return isMetricKind(signal.kind) ? metricProblems(signal, signal.kind, attributes) : [];
}

function metricProblems(
  signal: Signal,
  kind: MetricKind,
  attributes: AttributeDeclarations,
): string[] {
  const problems = unknownMembers(signal, METRIC_MEMBERS);
  if (typeof signal.name === 'string') problems.push(...metricNameProblems(signal.name));
  if (typeof signal.unit === 'string') {
    const problem = unitProblem(signal.unit, kind);
    if (problem) problems.push(`has unit "${signal.unit}"${problem}`);
  } else {
    problems.push(`has unit ${quote(signal.unit)}. Declare one, as in "s", "By" or "{request}".`);
  }
  if (kind === 'histogram') {
    problems.push(...bucketProblems(signal.buckets));
  } else if (signal.buckets !== undefined) {
    problems.push(`has buckets but is a ${kind}. Declare a histogram, or leave the buckets out.`);
  }
  if (signal.maxSeries !== undefined && !isWholeNumber(signal.maxSeries, 2, MAX_SERIES)) {
    problems.push(
      `has maxSeries ${quote(signal.maxSeries)}. Use a whole number from 2 to ${MAX_SERIES}, the SDK's own limit.`,
    );
  }
  const used = isRecord(signal.attributes) ? Object.keys(signal.attributes) : [];
  return [...problems, ...metricAttributeProblems(used, attributes)];
}

function bucketProblems(buckets: unknown): string[] {
  if (!Array.isArray(buckets) || buckets.length === 0) {
    return [
      `has buckets ${quote(buckets)}. List upper bounds in its unit: the SDK's suit milliseconds only.`,
    ];
  }
  const isAscending = buckets.every(
    (bound, index) => Number.isFinite(bound) && (index === 0 || bound > buckets[index - 1]),
  );
  return isAscending
    ? []
    : [`has buckets ${quote(buckets)}. Use finite numbers, each above the one before.`];
}

/** Metrics share a name when Prometheus cannot tell them apart; spans and events when they are spelt alike. */
function duplicateProblems(key: string, signal: Signal, seen: Map<string, string>): string[] {
  if (typeof signal.name !== 'string') return [];
  const isMetric = isMetricKind(signal.kind);
  const name = isMetric
    ? `metric:${prometheusForm(signal.name)}`
    : `${quote(signal.kind)}:${signal.name}`;
  const twin = seen.get(name);
  if (twin !== undefined) {
    return [`of "${key}" is also the name of "${twin}". Give each signal its own name.`];
  }
  seen.set(name, key);
  return [];
}
