import { assertConventions, createTestTelemetry } from '@fluxora/telemetry-testing';
import { describe, expect, test } from 'vitest';
import { usageCatalog } from './catalog.ts';
import { recordDeployment, type Deployment } from './record-deployment.ts';

describe('recordDeployment', () => {
  test('marks a deployment with the names of the semantic conventions', () => {
    using t = createTestTelemetry();
    recordDeployment({
      version: '1.4.0',
      commit: '3f1c9ab',
      ref: 'main',
      environment: 'production',
      id: '1208',
      name: 'deploy forecast-api',
      status: 'succeeded',
      providers: t.providers,
    });
    const [event, ...others] = t.events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      eventName: 'fluxora.deployment',
      body: 'Deployed 1.4.0 (3f1c9ab) to production',
      attributes: {
        'service.version': '1.4.0',
        'vcs.ref.head.revision': '3f1c9ab',
        'vcs.ref.head.name': 'main',
        'deployment.environment.name': 'production',
        'deployment.id': '1208',
        'deployment.name': 'deploy forecast-api',
        'deployment.status': 'succeeded',
      },
    });
    assertConventions(t, [usageCatalog]);
  });

  test('marks one of which nothing is known', () => {
    using t = createTestTelemetry();
    recordDeployment({ version: '', commit: undefined, providers: t.providers });
    expect(t.events()).toMatchObject([{ body: 'Deployed', attributes: {} }]);
    expect(t.said()).toEqual([]);
  });

  test('leaves out what is not a text, counts it and says how to mend it, once each', () => {
    using t = createTestTelemetry();
    const wrong = { version: 14, commit: { sha: 'x' }, status: 'fine', environment: 'production' };
    for (let times = 0; times < 2; times += 1) {
      recordDeployment({ ...wrong, providers: t.providers } as unknown as Deployment);
    }
    expect(t.events()[0]?.attributes).toEqual({ 'deployment.environment.name': 'production' });
    expect(t.drops.counts()).toEqual([{ signal: 'logs', cause: 'bad_attribute', count: 6 }]);
    expect(t.said()).toEqual([
      'telemetry/deployment: version is 14; it was left out and counted. Pass a text.',
      'telemetry/deployment: commit is an object; it was left out and counted. Pass a text.',
      'telemetry/deployment: status is "fine"; it was left out and counted. Pass "succeeded" or "failed".',
    ]);
    assertConventions(t, [usageCatalog]);
  });

  test('cuts a text that is too long and counts it', () => {
    using t = createTestTelemetry();
    recordDeployment({ version: 'v'.repeat(1_000_000), providers: t.providers });
    expect(t.events()[0]?.attributes).toEqual({ 'service.version': 'v'.repeat(256) });
    expect(t.drops.counts()).toEqual([{ signal: 'logs', cause: 'oversize', count: 1 }]);
  });

  test.each([
    ['without an SDK', { version: '1.4.0' }],
    ['nothing', undefined],
    ['null', null],
    ['a text', 'v1'],
    ['what cannot be read', unreadable()],
  ])('never throws: %s', (_, deployment) => {
    expect(() => recordDeployment(deployment as Deployment)).not.toThrow();
  });
});

function unreadable(): object {
  const get = (): never => {
    throw new Error('no');
  };
  return new Proxy({}, { get });
}
