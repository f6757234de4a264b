import { defineCatalog } from './catalog/define-catalog.ts';
import { DROP_CAUSES, type DropCause } from './drops/drop-causes.ts';

/** What the telemetry says about itself. */
export const telemetryCatalog = defineCatalog({
  name: '@fluxora/telemetry-core',
  version: '0.1.0',
  attributes: {
    'fluxora.telemetry.signal': {
      values: ['traces', 'metrics', 'logs'],
      description: 'The kind of signal that was dropped or trimmed.',
    },
    'fluxora.telemetry.cause': {
      values: Object.keys(DROP_CAUSES) as DropCause[],
      description: 'Why it was dropped or trimmed.',
    },
  },
  signals: {
    dropped: {
      name: 'fluxora.telemetry.dropped',
      kind: 'observableCounter',
      unit: '{item}',
      description: 'Measurements, spans and log records that telemetry dropped or trimmed.',
      stability: 'development',
      requirement: 'required',
      attributes: {
        'fluxora.telemetry.signal': 'required',
        'fluxora.telemetry.cause': 'required',
      },
    },
  },
});
