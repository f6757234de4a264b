export interface QuietQuery {
  readonly matches: RegExp;
  readonly reason: string;
  /** It may give series after all: it depends on what comes first. */
  readonly isSometimes?: true;
}

/**
 * What gives no series on a platform that is well and a minute old, by a part of the query or of the name that is recorded, each with the
 * reason. One that is on this list and gives series after all is an error.
 */
export const QUIET: readonly QuietQuery[] = [
  // Time
  { matches: /baseline:|offset 1w/, reason: 'what is usual is known after some weeks' },
  { matches: /training_duration_seconds:avg7d/, reason: 'no version was trained twice' },
  {
    matches: /connection_create_time/,
    reason: 'the pool had its connections before the first export',
    isSometimes: true,
  },
  // What the examples do not have
  {
    matches: /container_(?:cpu|memory|disk)|container_memory:ratio/,
    reason: 'no process runs in a container with limits',
    isSometimes: true,
  },
  { matches: /forecast_n(?:mae|rmse|bias):/, reason: 'the model knows no capacity of its sites' },
  { matches: /forecast_mape:/, reason: 'MAPE is opt-in: a load near zero would ruin it' },
  { matches: /forecast_event_/, reason: 'no ramp or peak is defined' },
  { matches: /forecast_site_/, reason: 'the label of the site is opt-in' },
  { matches: /gate_closure/, reason: 'the example sells on no market' },
  {
    matches: /forecast_level=\\?"0\.(?:5|9|95|98|99)\\?"/,
    reason: 'the model gives other intervals',
  },
  { matches: /drift_(?:detections|mean|values)/, reason: 'the example has no detectors' },
  { matches: /cache_operation_duration/, reason: 'timings of a cache are opt-in' },
  {
    matches: /queue_duration_seconds_bucket|inference_queue_seconds/,
    reason: 'nobody waits for this model',
  },
  {
    matches: /stream_active\{.*forecast-worker\|forecast-model/,
    reason: 'only forecast-api streams',
  },
  {
    matches: /postgresql_(?:rows|wal_delay)/,
    reason: 'one server without a replica; its exporter is asked about no table',
  },
  { matches: /redis_maxmemory/, reason: 'Redis has no limit' },
  {
    matches: /redis_keyspace_hits/,
    reason: 'all look-ups were over before the first reading',
    isSometimes: true,
  },
  // What does not happen on a platform that is well
  { matches: /jobs?_(?:dead_lettered|stalled)/, reason: 'no job is given up' },
  { matches: /fluxora_job_outcome=~\\?"failed/, reason: 'no job fails' },
  { matches: /schedule_skipped/, reason: 'no run is left out' },
  { matches: /error_type!~/, reason: 'nothing fails', isSometimes: true },
  { matches: /load_outcome=\\?"failed/, reason: 'every model loads' },
  { matches: /telemetry_dropped/, reason: 'nothing is dropped', isSometimes: true },
  {
    matches: /exporter_(?:send|enqueue)_failed/,
    reason: 'the Collector loses nothing',
    isSometimes: true,
  },
  { matches: /notifications_failed/, reason: 'every message arrives', isSometimes: true },
  { matches: /ALERTS\{/, reason: 'no alert fires, on a quiet machine', isSometimes: true },
];
