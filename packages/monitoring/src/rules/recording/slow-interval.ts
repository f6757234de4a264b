/**
 * How often groups over long windows are evaluated. Not seldomer: after five minutes without a sample Prometheus takes a series for
 * gone, and what reads it would see gaps.
 */
export const SLOW_INTERVAL = '4m';
