export { driftCatalog, forecastCatalog, servingCatalog, trainingCatalog } from './catalog.ts';
export { ACTUAL_STAGES } from './stores/forecast-store.ts';
export type * from './stores/forecast-store.ts';

export {
  instrumentModel,
  type InstrumentModelOptions,
  type ModelArguments,
} from './serving/instrument-model.ts';
export { inference, type InferenceDecorator } from './serving/inference.ts';
export {
  startInference,
  type ManualEnd,
  type ManualInference,
  type StartInferenceOptions,
} from './serving/start-inference.ts';
export { observeModelLoad, type ModelLoadOptions } from './serving/observe-model-load.ts';
export {
  inferenceFetch,
  type Fetch,
  type InferenceFetchOptions,
} from './serving/http/inference-fetch.ts';
export type { InferenceOptions, ModelIdentity } from './serving/serving-options.ts';
export type { ModelClock } from './model-clock.ts';
export type { InferenceOutcome } from './serving/catalog.ts';

export {
  forecastMonitor,
  type FlushReport,
  type ForecastMonitor,
  type ScoreReport,
  type WaitOptions,
} from './forecast/forecast-monitor.ts';
export type {
  BaselineOptions,
  ForecastMonitorOptions,
  GateClosureOptions,
  PerSite,
  SiteLabelOptions,
} from './forecast/monitor-options.ts';
export type {
  ActualDetails,
  ForecastPoint,
  ForecastPoints,
  ForecastSeries,
  Instant,
} from './forecast/series.ts';
export type { Duration } from './time/parse-duration.ts';
export { accuracyRules, type AccuracyRulesOptions } from './forecast/recording-rules.ts';
export type { BaselineName } from './forecast/scoring/baselines.ts';
export type { ScoringOptions } from './forecast/scoring/scoring-options.ts';
export type { PeakRule } from './forecast/scoring/scoring-rules.ts';

export { memoryStore, type MemoryStoreOptions } from './stores/memory-store.ts';

export type {
  Baseline,
  BaselineSlices,
  BinCounts,
  CategoricalBaseline,
  FeatureBaseline,
  HourSlice,
  NumericBaseline,
  Season,
  Slicing,
} from './drift/baseline/baseline.ts';
export { type BaselineOwner, parseBaseline } from './drift/baseline/parse-baseline.ts';
export { readBaseline } from './drift/baseline/read-baseline.ts';
export {
  type BaselineBuilder,
  type BaselineReport,
  createBaselineBuilder,
} from './drift/builder/baseline-builder.ts';
export type {
  BaselineBuilderOptions,
  FeatureKind,
} from './drift/builder/baseline-builder-options.ts';
export {
  buildBaseline,
  type TrainingRow,
  type TrainingRows,
} from './drift/builder/build-baseline.ts';
export type {
  DetectorChoice,
  DetectorKind,
  DetectorSettings,
} from './drift/monitor/detector-options.ts';
export type { FeatureDrift } from './drift/monitor/feature-drift.ts';
export {
  type FeatureDetails,
  type FeatureMonitor,
  featureMonitor,
  type RecordDetails,
} from './drift/monitor/feature-monitor.ts';
export type { FeatureMonitorOptions } from './drift/monitor/monitor-options.ts';
export { driftRules, type DriftRulesOptions } from './drift/rules/drift-rules.ts';

export { datasetDigest, type DigestPiece, type DigestSource } from './training/dataset-digest.ts';
export { instrumentTraining } from './training/instrument-training.ts';
export type {
  TrainingDataset,
  TrainingEnd,
  TrainingEpoch,
  TrainingOptions,
} from './training/training-options.ts';
export type { TrainingRun } from './training/training-run.ts';
export type { TrainingOutcome } from './training/catalog.ts';

export type {
  Accuracy,
  AccuracyRow,
  AccuracyTable,
  BaselineAccuracy,
  Dimension,
  EventAccuracy,
  IntervalAccuracy,
  QuantileAccuracy,
} from './report/accuracy.ts';
export { accuracyPage } from './report/accuracy-page.ts';
export { accuracyTable, type AccuracyTableOptions } from './report/accuracy-table.ts';
export type { Period, PeriodRequest } from './report/period.ts';
