const STREAM = {
  'fluxora.model.name': 'required',
  'fluxora.model.version': 'required',
  'fluxora.forecast.variable': 'required',
  'fluxora.forecast.unit': 'required',
} as const;

const STORE_CALL = {
  'fluxora.forecast.store.kind': 'required',
  'fluxora.forecast.store.operation': 'required',
  'error.type': 'recommended',
} as const;

/** What became of an actual in the store. */
export const ACTUAL_OUTCOMES = ['stored', 'corrected', 'duplicate', 'stale'] as const;

/** What a monitor asks of its store. */
export const STORE_OPERATIONS = [
  'open',
  'register',
  'streams',
  'put_forecasts',
  'put_actuals',
  'claim',
  'references',
  'confirm',
  'expire',
] as const;
export type StoreOperation = (typeof STORE_OPERATIONS)[number];

// Memory answers in microseconds, PostgreSQL in milliseconds, one that is overloaded in seconds until it times out.
const CALL = [0.000_1, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30] as const;

// A pair is scored seconds after both halves are there, or hours after, when the scorers were down.
const DELAY = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400, 604_800] as const;

/** Attributes of {@link monitorSignals}. */
export const monitorAttributes = {
  'fluxora.forecast.actual.outcome': {
    values: ACTUAL_OUTCOMES,
    description:
      'What became of an actual: `stored` is the first of its key, `corrected` replaced one of a lower revision, `duplicate` was there already, `stale` had a lower revision than the one there.',
  },
  'fluxora.forecast.correction.direction': {
    values: ['up', 'down'],
    description: 'Whether the correction raised the value or lowered it.',
  },
  'fluxora.forecast.store.kind': {
    type: 'string',
    maxValues: 10,
    description: 'Where forecasts wait for their actuals: `memory`, `sqlite`, `postgres`…',
  },
  'fluxora.forecast.store.operation': {
    values: STORE_OPERATIONS,
    description: 'What the store was asked for.',
  },
  'error.type': {
    type: 'string',
    maxValues: 50,
    description: 'Class of the error, or `timeout`. Absent when the store answered.',
  },
} as const;

/** What a forecast monitor says about itself: what came in, how far it is, and how its store does. */
export const monitorSignals = {
  runs: {
    name: 'fluxora.forecast.runs',
    kind: 'counter',
    unit: '{run}',
    description: 'Forecast series that were recorded, by the process that recorded them.',
    stability: 'development',
    attributes: STREAM,
  },
  steps: {
    name: 'fluxora.forecast.steps',
    kind: 'counter',
    unit: '{step}',
    description: 'Steps of the forecast series that were recorded and have a value.',
    stability: 'development',
    attributes: STREAM,
  },
  actuals: {
    name: 'fluxora.forecast.actuals',
    kind: 'counter',
    unit: '{actual}',
    description: 'Actuals that the store took, by what became of them.',
    stability: 'development',
    attributes: { ...STREAM, 'fluxora.forecast.actual.outcome': 'required' },
  },
  corrections: {
    name: 'fluxora.forecast.correction.absolute',
    kind: 'counter',
    unit: '{value}',
    description:
      'Sum of |new − old| over corrected actuals, in the unit of the variable. Scores already counted do not change.',
    stability: 'development',
    attributes: { ...STREAM, 'fluxora.forecast.correction.direction': 'required' },
  },
  issueTime: {
    name: 'fluxora.forecast.issue.time',
    kind: 'observableGauge',
    unit: 's',
    description: 'Issue time of the newest forecast that this process recorded, as Unix time.',
    stability: 'development',
    attributes: STREAM,
  },
  targetTime: {
    name: 'fluxora.forecast.target.time',
    kind: 'observableGauge',
    unit: 's',
    description:
      'Start of the last target interval that this process has a forecast for, as Unix time.',
    stability: 'development',
    attributes: STREAM,
  },
  actualTime: {
    name: 'fluxora.forecast.actual.time',
    kind: 'observableGauge',
    unit: 's',
    description:
      'Start of the last target interval that this process has an actual for, as Unix time.',
    stability: 'development',
    attributes: STREAM,
  },
  gateClosureTime: {
    name: 'fluxora.forecast.gate_closure.time',
    kind: 'observableGauge',
    unit: 's',
    description:
      'When the market closes next, as Unix time: a new forecast must be there by then. Only with the option `gateClosure`.',
    requirement: 'opt_in',
    stability: 'development',
    attributes: STREAM,
  },
  scoringDelay: {
    name: 'fluxora.forecast.scoring.delay',
    kind: 'histogram',
    unit: 's',
    description: 'From the moment an actual was available to the moment its pair was scored.',
    buckets: DELAY,
    stability: 'development',
    attributes: STREAM,
  },
  storeDuration: {
    name: 'fluxora.forecast.store.operation.duration',
    kind: 'histogram',
    unit: 's',
    description: 'How long the store took to answer, or to fail.',
    buckets: CALL,
    stability: 'development',
    attributes: STORE_CALL,
  },
  bufferUsage: {
    name: 'fluxora.forecast.buffer.usage',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description: 'Estimated size of what was recorded and is not in the store yet.',
    stability: 'development',
    attributes: STREAM,
  },
  bufferLimit: {
    name: 'fluxora.forecast.buffer.limit',
    kind: 'observableUpDownCounter',
    unit: 'By',
    description: 'Size of the buffer at which records are dropped and counted as `buffer_full`.',
    stability: 'development',
    attributes: STREAM,
  },
  claimsUnconfirmed: {
    name: 'fluxora.forecast.claim.unconfirmed',
    kind: 'observableUpDownCounter',
    unit: '{pair}',
    description:
      'Pairs that this process scored and whose counters have not reached the collector yet.',
    stability: 'development',
    attributes: STREAM,
  },
  claimsReclaimed: {
    name: 'fluxora.forecast.claim.reclaimed',
    kind: 'counter',
    unit: '{pair}',
    description:
      'Pairs taken over from a scorer that was lost before its counters had reached the collector.',
    stability: 'development',
    attributes: STREAM,
  },
  claimsLost: {
    name: 'fluxora.forecast.claim.lost',
    kind: 'counter',
    unit: '{pair}',
    description:
      'Pairs that this process counted although its lease had ended meanwhile: another one may have counted them, too.',
    stability: 'development',
    attributes: STREAM,
  },
} as const;
