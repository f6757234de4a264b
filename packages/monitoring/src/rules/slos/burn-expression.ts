import type { SloDefinition } from '../../define/slo.ts';
import type { AlertContext, Severity } from '../alert-source.ts';
import {
  BURN_WINDOWS,
  burnFactor,
  DEFAULT_MIN_EVENTS,
  DEFAULT_PERIOD_DAYS,
} from './burn-windows.ts';

/** The SLOs of the services of a team. */
export function slosOf({ monitoring, scope }: AlertContext): SloDefinition[] {
  const names = new Set(scope.services.map(({ name }) => name));
  return monitoring.slos.filter(({ service }) => names.has(service));
}

/**
 * Burns faster than the limit, over both windows of some pair, with enough events. SLOs that have the same period and minimum of
 * events share a term. The value is the burn rate over the long window. Empty where the team has no SLO.
 */
export function burnExpression(context: AlertContext, severity: Severity): string {
  const windows = BURN_WINDOWS.filter((window) => window.severity === severity);
  return settingsOf(slosOf(context))
    .flatMap(({ names, periodDays, minEvents }) => {
      const selector = `{${context.scope.selector}, slo=~"${names.join('|')}"}`;
      return windows.map((window) => {
        const factor = burnFactor(window, periodDays);
        const { long, short } = window;
        return [
          '(',
          `  slo:burn_rate:rate${long}${selector} > ${factor}`,
          `  and slo:burn_rate:rate${short}${selector} > ${factor}`,
          `  and slo:events:increase${long}${selector} >= ${minEvents}`,
          ')',
        ].join('\n');
      });
    })
    .join('\nor\n');
}

interface Settings {
  readonly names: readonly string[];
  readonly periodDays: number;
  readonly minEvents: number;
}

function settingsOf(slos: readonly SloDefinition[]): Settings[] {
  const byKey = new Map<string, Settings>();
  for (const { name, periodDays, minEvents } of slos) {
    const settings = {
      periodDays: periodDays ?? DEFAULT_PERIOD_DAYS,
      minEvents: minEvents ?? DEFAULT_MIN_EVENTS,
    };
    const key = `${settings.periodDays} ${settings.minEvents}`;
    byKey.set(key, { ...settings, names: [...(byKey.get(key)?.names ?? []), name] });
  }
  return [...byKey.values()];
}
