import { expect, it } from 'vitest';
import { Environment } from './environment.ts';
import { maskSettings } from './mask-settings.ts';
import { resolveSettings } from './resolve-settings.ts';

it('shows everything but secrets', () => {
  const settings = resolveSettings(
    {
      endpoint: 'https://user:hunter2@collector:4318/?key=hunter2',
      headers: { authorization: 'Bearer hunter2' },
      tls: { cert: 'hunter2', key: 'hunter2', passphrase: 'hunter2', servername: 'collector' },
      resourceAttributes: { 'api.key': 'hunter2', team: 'grid' },
    },
    new Environment({ OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-api-key=hunter2' }),
    {},
  );
  const masked = maskSettings(settings);

  expect(JSON.stringify(masked)).not.toContain('hunter2');
  expect(masked).toMatchObject({
    mode: 'otlp',
    resourceAttributes: { 'api.key': '***', team: 'grid' },
    traces: {
      sampler: 'parent based, ratio 1',
      otlp: {
        url: 'https://***:***@collector:4318/v1/traces?key=***',
        headers: { authorization: '***' },
        tls: { cert: '***', key: '***', passphrase: '***', servername: 'collector' },
      },
    },
    logs: { otlp: { headers: { authorization: '***', 'x-api-key': '***' } } },
  });
});
