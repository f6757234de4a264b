import type { DashboardSource } from './dashboard-source.ts';
import { detectors, distances, quality } from './drift/details.ts';
import { bins, features } from './drift/features.ts';
import { present } from './drift/present.ts';
import { BINS, FEATURE, MODEL, SLICE } from './drift/drift-queries.ts';
import { emits } from './parts/emits.ts';
import { collapsed, row } from './parts/panels.ts';
import { environmentVariable, labelVariable } from './parts/variables.ts';

/** Whether models are asked what they were trained for. */
export const drift: DashboardSource = {
  name: 'drift',
  isWanted: (context) => emits(context, 'drift'),
  dashboard: (context) => ({
    title: 'Drift',
    description:
      'Whether what models are asked still looks like their training data: distances by feature over a day, bins against the baseline, what detectors said, and what data were unusable.',
    tags: ['models', 'drift'],
    audience: 'forecaster',
    variables: [
      environmentVariable(context),
      labelVariable(context, 'model', 'Model', MODEL, { metric: BINS }, 'environment'),
      labelVariable(context, 'feature', 'Feature', FEATURE, { metric: BINS }, 'environment'),
      labelVariable(context, 'slice', 'Slice', SLICE, { metric: BINS }, 'environment'),
    ],
    from: 'now-7d',
    refresh: '5m',
    rows: [
      row('Now', present(context)),
      row('Features', features(context)),
      row('Distributions', bins(context)),
      row('Detectors', detectors(context)),
      collapsed('Other distances', distances(context)),
      collapsed('Unusable data', quality(context)),
    ],
  }),
};
