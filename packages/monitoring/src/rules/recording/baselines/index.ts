import type { RecordingRule, RecordingSource, RuleContext } from '../../recording-source.ts';
import { ratio } from '../shapes.ts';
import { baselineTests, versionTests } from './baseline-tests.ts';
import { seasonalBaseline } from './seasonal-baseline.ts';

/** What is normal at this hour of the week. */
export const BASELINES: readonly RecordingSource[] = [
  seasonalBaseline({
    name: 'http_requests',
    needs: 'http',
    of: 'service:http_requests:rate1h',
    relativeFloor: 0.1,
    absoluteFloor: 0.01,
    unit: '{request}/s',
    tests: baselineTests,
  }),
  seasonalBaseline({
    name: 'http_error_ratio',
    needs: 'http',
    of: 'service:http_error_ratio:rate1h',
    relativeFloor: 0.2,
    absoluteFloor: 0.001,
    unit: '1',
  }),
  seasonalBaseline({
    name: 'http_duration',
    needs: 'http',
    of: 'service:http_duration_seconds:p95_1h',
    relativeFloor: 0.1,
    absoluteFloor: 0.005,
    unit: 's',
  }),
  seasonalBaseline({
    name: 'job_duration',
    needs: 'jobs',
    of: 'service_job:job_duration_seconds:avg1h',
    relativeFloor: 0.1,
    absoluteFloor: 0.1,
    unit: 's',
  }),
  seasonalBaseline({
    name: 'forecast_mae',
    needs: 'forecasts',
    of: 'service_model:forecast_mae:1d',
    before: maeOfModels,
    // Weather makes the error of a day vary far more than traffic does.
    relativeFloor: 0.2,
    // The unit is that of the variable, whatever it is: only division by 0 is prevented.
    absoluteFloor: 1e-6,
    tests: versionTests,
  }),
  seasonalBaseline({
    name: 'usage_events',
    needs: 'usage',
    of: 'service:usage_events:rate1h',
    relativeFloor: 0.1,
    absoluteFloor: 0.001,
    unit: '{event}/s',
  }),
];

/** Of all versions of a model: a new version is measured against what the old ones did. */
function maeOfModels({ q }: RuleContext): readonly RecordingRule[] {
  const version = q.label('fluxora.model.version');
  return [
    {
      record: 'service_model:forecast_mae:1d',
      expr: ratio(
        `sum without (${version}) (fluxora:forecast_mae:1d * fluxora:forecast_pairs:1d)`,
        `sum without (${version}) (fluxora:forecast_pairs:1d)`,
      ),
    },
  ];
}
