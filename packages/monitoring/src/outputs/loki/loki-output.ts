import type { Plan } from '../../plan.ts';
import type { Problem } from '../../problems.ts';
import type { Output } from '../output.ts';
import { yamlFile } from '../yaml-file.ts';
import { logqlErrors } from './logql-errors.ts';
import { lokiConfig } from './loki-config.ts';
import { planLogAlerts } from './plan-log-alerts.ts';

/** Loki's configuration, and its alert rules. Loki reads those of a tenant: mount `rules/fluxora` as `/etc/loki/rules/fake`. */
export const lokiOutput: Output = {
  name: 'loki',
  files: (plan) => [
    yamlFile('loki/loki.yaml', lokiConfig(plan.monitoring.targets), {
      comment: 'For Loki 3.4 or newer.',
    }),
    yamlFile('loki/rules/fluxora/alerts.yaml', {
      groups: [
        {
          name: `${plan.monitoring.name}-alerts-logs`,
          interval: '1m',
          rules: planLogAlerts(plan).map((rule) => ({
            alert: rule.alert,
            expr: rule.expr,
            for: rule.for,
            labels: rule.labels,
            annotations: rule.annotations,
          })),
        },
      ],
    }),
  ],
  problems,
};

function problems(plan: Plan): Problem[] {
  return planLogAlerts(plan).flatMap(({ alert, expr }) =>
    logqlErrors(expr).map((at) => ({
      place: `loki/alerts/${alert}`,
      message: `"${expr}" is no LogQL, from "${at}" on. Correct it.`,
    })),
  );
}
