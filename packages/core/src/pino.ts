export { pinoMixin } from './logs/bridges/pino-mixin.ts';
export { pinoStream, type PinoStream, type PinoStreamOptions } from './logs/bridges/pino-stream.ts';
export type { TraceFields } from './logs/trace-fields.ts';
