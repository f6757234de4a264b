import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createPlan } from '../../../create-plan.ts';
import { defineMonitoring } from '../../../define/define-monitoring.ts';
import type { CollectorReceiver } from '../../../define/targets.ts';
import { platformDefinition } from '../../../fixtures/platform.ts';
import { checkRules, findPromtools, runPromtoolTests } from '../../../fixtures/promtool.ts';

const promtools = findPromtools().map((path) => resolve(path));
if (promtools.length === 0) {
  console.warn(
    'SKIPPED on a laptop, a failure in CI: no promtool here. Run: npm run test:backends',
  );
}

function planWith(receivers: readonly CollectorReceiver[], mode: 'single' | 'agent-and-gateway') {
  const { targets } = platformDefinition;
  const collector = { mode, receivers, replicas: mode === 'single' ? 1 : 2 };
  return createPlan(
    defineMonitoring({ ...platformDefinition, targets: { ...targets, collector } }),
  );
}

function alertsOf(receivers: readonly CollectorReceiver[]): string[] {
  const { plan } = planWith(receivers, 'single');
  return plan.alerts
    .flatMap(({ rules }) => rules)
    .filter(({ source, escalation }) => source.area === 'servers' && escalation === 0)
    .map(({ alert }) => alert);
}

describe('alerts on servers', () => {
  test('are only there for what the Collector reads', () => {
    expect(alertsOf([])).toEqual([]);
    expect(alertsOf([{ kind: 'host' }])).toEqual(['HostDiskFillsSoon']);
    expect(alertsOf([{ kind: 'redis', endpoint: 'a:6379' }])).toEqual([
      'RedisDown',
      'RedisMemoryNearLimit',
      'RedisEvictions',
    ]);
  });

  test('know every server by its endpoint', () => {
    const { plan } = planWith(
      [
        { kind: 'postgresql', endpoint: 'a:5432' },
        { kind: 'postgresql', endpoint: 'b:5432' },
      ],
      'single',
    );
    const [down] = plan.alerts
      .flatMap(({ rules }) => rules)
      .filter(({ alert }) => alert === 'PostgresDown');
    expect(down?.expr).toContain('service_instance_id="a:5432"');
    expect(down?.expr).toContain('service_instance_id="b:5432"');
  });
});

describe.runIf(promtools.length > 0 || process.env.CI)('with every receiver, in a fleet', () => {
  const { plan, problems } = planWith(
    [
      { kind: 'host' },
      { kind: 'docker' },
      { kind: 'kubelet' },
      { kind: 'kubernetes-cluster' },
      { kind: 'postgresql', endpoint: 'postgres:5432' },
      { kind: 'redis', endpoint: 'redis:6379' },
    ],
    'agent-and-gateway',
  );

  test('nothing is named that nobody emits', () => {
    expect(problems).toEqual([]);
  });

  test.each(promtools)('rules and their tests pass: %s', (promtool) => {
    const check = checkRules(plan, promtool);
    expect(check).toMatchObject({ isGood: true });
    const run = runPromtoolTests(plan, promtool, ['servers', 'telemetry']);
    expect(run).toMatchObject({ isGood: true });
  });
});
