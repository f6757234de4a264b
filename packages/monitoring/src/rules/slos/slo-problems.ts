import { AREAS } from '../../define/service.ts';
import type { MonitoringDefinition } from '../../define/monitoring.ts';
import type { SloDefinition } from '../../define/slo.ts';
import type { Problem } from '../../problems.ts';
import type { SignalIndex } from '../../signals/signal-index.ts';
import { BURN_WINDOWS, burnFactor, DEFAULT_PERIOD_DAYS, maxBurn } from './burn-windows.ts';
import { INDICATOR_NEEDS, LATENCY_METRICS } from './indicators.ts';

const PERIODS = [7, 28, 30];
const KINDS = Object.keys(INDICATOR_NEEDS);

/** What is wrong with the SLOs of a definition: all of it, and how to mend it. */
export function sloProblems(
  { slos = [], services }: Pick<MonitoringDefinition, 'slos' | 'services'>,
  signals: SignalIndex,
): Problem[] {
  return slos.flatMap((slo, index) => {
    const tell = [
      ...nameProblems(slo, index, slos),
      ...serviceProblems(slo, services),
      ...objectiveProblems(slo),
      ...indicatorProblems(slo, signals),
      ...minEventsProblems(slo),
    ];
    return tell.map((message) => ({ place: `slos/${slo.name || index}`, message }));
  });
}

function nameProblems(
  { name }: SloDefinition,
  index: number,
  slos: readonly SloDefinition[],
): string[] {
  const isRepeated = slos.findIndex((slo) => slo.name === name) < index;
  return [
    ...(/^[a-z][a-z0-9-]*$/.test(name)
      ? []
      : [`name is "${name}". Use kebab-case, as in "forecast-api-availability".`]),
    ...(isRepeated
      ? [`"${name}" is declared twice. Give each SLO its own name: it is a label of its series.`]
      : []),
  ];
}

function serviceProblems(
  { service, indicator: { kind } }: SloDefinition,
  services: MonitoringDefinition['services'],
): string[] {
  const known = services.find(({ name }) => name === service);
  if (known === undefined) {
    return [
      `service "${service}" is not declared. Use one of ${services.map(({ name }) => name).join(', ')}.`,
    ];
  }
  const need = INDICATOR_NEEDS[kind];
  return need === undefined || known.emits.includes(need)
    ? []
    : [
        `${kind} reads what "${service}" does not emit: it emits ${known.emits.join(', ')}. ` +
          `Add "${need}" to emits (of ${AREAS.join(', ')}), or name another service.`,
      ];
}

function objectiveProblems({ objective, periodDays }: SloDefinition): string[] {
  if (!(objective > 0 && objective < 1)) {
    return [
      `objective is ${objective}. Use a share above 0 and below 1, as in 0.999: nothing is always good.`,
    ];
  }
  const days = periodDays ?? DEFAULT_PERIOD_DAYS;
  if (!PERIODS.includes(days)) {
    return [`periodDays is ${days}. Use one of ${PERIODS.join(', ')}.`];
  }
  const most = maxBurn(objective);
  const impossible = BURN_WINDOWS.filter((window) => burnFactor(window, days) >= most);
  if (impossible.length === 0) return [];
  const asked = impossible.map(
    (window) => `${round(burnFactor(window, days))} over ${window.long}`,
  );
  return [
    `objective is ${objective}: even when nothing is good the budget burns ${round(most)} times as fast as allowed, ` +
      `and the alert waits for more than ${asked.join(' and ')}. ${objectiveAdvice(objective, days)}`,
  ];
}

function objectiveAdvice(objective: number, days: number): string {
  const highest = (period: number): number =>
    Math.max(...BURN_WINDOWS.map((window) => burnFactor(window, period)));
  // A little above, so that the limit can be exceeded.
  const least = Math.ceil((1 - 1 / highest(days)) * 1e3 + 0.1) / 1e3;
  const shorter = PERIODS.filter((period) => highest(period) < maxBurn(objective));
  const other =
    shorter.length > 0 ? `, or use periodDays: ${shorter.join(' or ')}, which asks for less` : '';
  return `Raise it to ${least} or more${other}.`;
}

function indicatorProblems({ indicator }: SloDefinition, signals: SignalIndex): string[] {
  switch (indicator.kind) {
    case 'http-latency':
    case 'job-wait':
    case 'inference-latency': {
      const name = LATENCY_METRICS[indicator.kind];
      const buckets = signals.get(name)?.buckets ?? [];
      return buckets.includes(indicator.seconds)
        ? []
        : [
            `seconds is ${indicator.seconds}, which is no bound of the buckets of ${name}: how many took at most so long ` +
              `is not known. Use one of ${buckets.join(', ')}.`,
          ];
    }
    case 'ratio':
      return [
        ...counterProblems('bad', indicator.bad, signals),
        ...counterProblems('total', indicator.total, signals),
      ];
    case 'http-availability':
    case 'job-success':
    case 'inference-success':
      return [];
    default:
      return [
        `indicator.kind is "${(indicator as { kind: string }).kind}". Use one of ${KINDS.join(', ')}.`,
      ];
  }
}

function counterProblems(what: string, name: string, signals: SignalIndex): string[] {
  const metric = signals.get(name);
  if (metric === undefined) {
    const near = signals.similar(name);
    return [
      `indicator.${what} is "${name}", which nobody emits. ` +
        (near.length > 0
          ? `Did you mean ${near.join(', ')}?`
          : 'Add its catalog to catalogs, or list it as foreign.'),
    ];
  }
  return metric.kind === 'counter'
    ? []
    : [`indicator.${what} is "${name}", a ${metric.kind}. Name a counter: what is counted.`];
}

function minEventsProblems({ minEvents }: SloDefinition): string[] {
  return minEvents === undefined || (Number.isInteger(minEvents) && minEvents >= 0)
    ? []
    : [`minEvents is ${minEvents}. Use a whole number, 0 or more.`];
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
