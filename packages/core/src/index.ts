export { TelemetryError } from './telemetry-error.ts';
export type { Providers } from './providers.ts';
export { DROP_CAUSES, type DropCause, type SignalType } from './drops/drop-causes.ts';
export { DropLedger, drops, type DropCount } from './drops/drop-ledger.ts';
export { Notices, notices, setNoticeWriter } from './notices.ts';
