import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createPlan } from '../../create-plan.ts';
import { platform } from '../../fixtures/platform.ts';
import { logqlErrors } from './logql-errors.ts';
import { lokiOutput } from './loki-output.ts';
import { planLogAlerts } from './plan-log-alerts.ts';

const { plan } = createPlan(platform);
const files = new Map(lokiOutput.files(plan).map(({ path, content }) => [path, parse(content)]));

describe('alerts on records', () => {
  const alerts = planLogAlerts(plan);

  test('are LogQL', () => {
    expect(lokiOutput.problems?.(plan)).toEqual([]);
    expect(logqlErrors('sum by (service_name) (count_over_time({a="b"} [5m]) > 1')).not.toEqual([]);
  });

  test('look only at the services of the team that they tell', () => {
    const bursts = alerts.filter(({ alert }) => alert === 'LogErrorBurst');
    expect(bursts.map(({ team }) => team)).toEqual(['platform', 'forecasting']);
    expect(bursts[1]?.expr).toContain('service_name=~"forecast-worker|forecast-model"');
  });

  test('on training concern only who trains', () => {
    const [crashed, ...others] = alerts.filter(({ alert }) => alert === 'TrainingProcessLost');
    expect(others).toEqual([]);
    expect(crashed?.team).toBe('forecasting');
    expect(crashed?.expr).toContain('service_name=~"forecast-model"');
  });

  test('carry labels and links as those of Prometheus do', () => {
    const { groups } = files.get('loki/rules/fluxora/alerts.yaml') as {
      groups: { rules: object[] }[];
    };
    expect(groups[0]?.rules).toHaveLength(alerts.length);
    expect(groups[0]?.rules[0]).toMatchObject({
      alert: 'LogErrorBurst',
      for: '5m',
      labels: { severity: 'ticket', team: 'platform', area: 'logs' },
      annotations: {
        dashboard_url: 'http://localhost:3000/d/fluxora-logs',
        runbook_url: expect.stringMatching(/\/LogErrorBurst\.md$/) as string,
      },
    });
  });

  test('name their labels in their texts', () => {
    for (const { alert, annotations, expr } of alerts) {
      const used = [
        ...`${annotations['summary']} ${annotations['description']}`.matchAll(/\$labels\.(\w+)/g),
      ];
      for (const [, label = ''] of used) expect(`${alert}: ${expr}`).toContain(label);
    }
  });
});

test('Loki keeps records as long as the definition says, and few attributes as labels', () => {
  const config = files.get('loki/loki.yaml') as {
    limits_config: {
      retention_period: string;
      otlp_config: { resource_attributes: { attributes_config: { attributes: string[] }[] } };
    };
    compactor: object;
  };
  expect(config.limits_config.retention_period).toBe('336h');
  expect(config.compactor).toMatchObject({ retention_enabled: true });
  const [labels] = config.limits_config.otlp_config.resource_attributes.attributes_config;
  expect(labels?.attributes).not.toContain('service.instance.id');
});
