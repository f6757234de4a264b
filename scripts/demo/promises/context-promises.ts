import { textOf } from '../style.ts';
import { differs, each, type PromiseCheck } from './promise-check.ts';

const EXPECTED_RESOURCE = [
  'service.name',
  'service.version',
  'service.instance.id',
  'deployment.environment.name',
  'host.name',
  'os.type',
  'process.pid',
  'process.runtime.version',
  'telemetry.sdk.language',
];

/** Resource, logs and events stand in the right context. */
export const contextPromises: readonly PromiseCheck[] = [
  {
    promise: 'one resource says who sent it, and gives no command arguments away',
    breaches: ({ resources }) => [
      ...differs('resources', resources.length, 1),
      ...EXPECTED_RESOURCE.filter((key) => resources[0]?.[key] === undefined).map(
        (key) => `${key} is missing`,
      ),
      ...Object.keys(resources[0] ?? {})
        .filter((key) => key.startsWith('process.command'))
        .map((key) => `${key} is there`),
    ],
  },
  {
    promise: 'every log record written during a request carries the ids of a span that arrived',
    breaches: ({ logs, spans }) => {
      const ids = new Set(spans.map(({ traceId, spanId }) => traceId + spanId));
      // The rest is what the service writes of its own accord: that it begins, listens, and drains.
      const written = logs.filter(
        ({ body, eventName = '' }) =>
          !/^fluxora\.(deployment|drain\.)/.test(eventName) &&
          !textOf(body).startsWith('listening'),
      );
      return each('record', written, ({ body, eventName, traceId = '', spanId = '' }) =>
        ids.has(traceId + spanId)
          ? []
          : [`${textOf(eventName ?? body)}: trace ${traceId || 'none'}`],
      );
    },
  },
  {
    promise: 'one event fluxora.forecast.issued for every forecast that was computed',
    breaches: ({ logs, sent }) =>
      differs(
        'events',
        logs.filter(({ eventName }) => eventName === 'fluxora.forecast.issued').length,
        sent.filter(({ cache }) => cache === 'miss').length,
      ),
  },
  {
    promise: 'every failed request is in the logs, with its class',
    breaches: ({ logs, sent }) =>
      differs(
        'error records with WeatherProviderError',
        logs.filter(({ attributes }) => attributes['exception.type'] === 'WeatherProviderError')
          .length,
        sent.filter(({ status }) => status === 502).length,
      ),
  },
];
