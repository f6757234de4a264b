import type { AlertContext, Severity } from '../alert-source.ts';
import type { RuleTest } from '../rule-test.ts';
import { series } from '../test-series.ts';
import { slosOf } from './burn-expression.ts';
import {
  BURN_WINDOWS,
  burnFactor,
  DEFAULT_MIN_EVENTS,
  DEFAULT_PERIOD_DAYS,
} from './burn-windows.ts';
import { exampleSeries } from './indicator-examples.ts';
import { sloGroup } from './slo-recording.ts';

/** For every pair of windows: fires while both burn; and is silent when it is over, or rests on a handful of events. */
export function burnTests(context: AlertContext, severity: Severity): RuleTest[] {
  const [slo] = slosOf(context);
  if (slo === undefined) return [];
  const labels = {
    deployment_environment_name: context.monitoring.targets.environment,
    service_name: slo.service,
    slo: slo.name,
  };
  const minEvents = slo.minEvents ?? DEFAULT_MIN_EVENTS;
  const windows = BURN_WINDOWS.filter((window) => window.severity === severity);
  const pairs = windows.flatMap((window): RuleTest[] => {
    const factor = burnFactor(window, slo.periodDays ?? DEFAULT_PERIOD_DAYS);
    const input = (long: number, short: number, events: number) => [
      series(`slo:burn_rate:rate${window.long}`, labels, `${long}x25`),
      series(`slo:burn_rate:rate${window.short}`, labels, `${short}x25`),
      series(`slo:events:increase${window.long}`, labels, `${events}x25`),
    ];
    const fast = factor * 1.1;
    const silent = { alerts: [{ at: '24m', firing: [] }] };
    return [
      {
        name: `fires when the budget burns ${factor} times too fast over ${window.long} and ${window.short}`,
        input: input(fast, fast, minEvents),
        alerts: [
          { at: '0m', firing: [] },
          { at: '24m', firing: [labels] },
        ],
      },
      {
        name: `is silent when the last ${window.short} are good again`,
        input: input(fast, factor * 0.9, minEvents),
        ...silent,
      },
      {
        name: `is silent when ${window.long} burn less than ${factor} times too fast`,
        input: input(factor * 0.9, fast, minEvents),
        ...silent,
      },
      ...(minEvents > 0
        ? [
            {
              name: `is silent below ${minEvents} events in ${window.long}`,
              input: input(fast, fast, minEvents - 1),
              ...silent,
            },
          ]
        : []),
    ];
  });
  // Events enough for any minimum that makes sense.
  const traffic = { minutes: 30, good: 0, bad: 600 };
  return [
    ...pairs,
    {
      name: 'fires when the counters say that nothing is good',
      groups: [sloGroup(slo)],
      input: exampleSeries(slo, context, traffic),
      alerts: [{ at: '28m', firing: [labels] }],
    },
    {
      name: 'is silent when the counters say that everything is good',
      groups: [sloGroup(slo)],
      input: exampleSeries(slo, context, { ...traffic, good: 600, bad: 0 }),
      alerts: [{ at: '28m', firing: [] }],
    },
  ];
}
