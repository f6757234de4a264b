import type { EmittedRecord } from '../log-emitter.ts';
import { LOG_SEVERITY, parseLogThreshold } from '../log-level.ts';
import { ValueNormalizer, type PlainAttributes } from '../normalize-value.ts';
import type { Redactor } from '../redactor.ts';
import { contextOfFields } from '../trace-fields.ts';

/** Members of a pino line that have a place of their own in a record, or that the resource tells. */
const PLACED = new Set([
  'level',
  'time',
  'pid',
  'hostname',
  'trace_id',
  'span_id',
  'trace_flags',
  'event.name',
]);

const LABELS: readonly [number, string][] = [
  [60, 'FATAL'],
  [50, 'ERROR'],
  [40, 'WARN'],
  [30, 'INFO'],
  [20, 'DEBUG'],
  [10, 'TRACE'],
];

export interface PinoLevel {
  readonly number: number;
  readonly label: string | undefined;
}

/**
 * Turns a line of pino into a record. A line that is no JSON object becomes the body as it is.
 *
 * @param lastLevel - The level as pino knows it, whatever the line shows.
 */
export function parsePinoLine(
  line: string,
  keys: { readonly message: string; readonly error: string },
  redactor: Redactor,
  lastLevel: PinoLevel | undefined,
): EmittedRecord & { trimmed: number } {
  const normalizer = new ValueNormalizer(redactor);
  const fields = parseObject(line);
  if (!fields) {
    const body = normalizer.text(line.trimEnd());
    const severity = toSeverity(lastLevel?.number ?? 'info', lastLevel?.label);
    return {
      timeMs: Date.now(),
      ...severity,
      body,
      attributes: {},
      eventName: undefined,
      trimmed: normalizer.trimmed,
    };
  }
  const { [keys.message]: message, [keys.error]: error, time, 'event.name': eventName } = fields;
  const timeMs = toTimeMs(time);

  const attributes: PlainAttributes = {};
  normalizer.assign(attributes, fields, {
    has: (key) =>
      key === keys.message ||
      key === keys.error ||
      (PLACED.has(key) && !(key === 'time' && timeMs === undefined)),
  });
  assignError(attributes, error, keys.error, normalizer);
  return {
    timeMs: timeMs ?? Date.now(),
    ...toSeverity(lastLevel?.number ?? fields['level'], lastLevel?.label),
    body: message === undefined ? undefined : normalizer.anyText(message),
    attributes,
    eventName: typeof eventName === 'string' ? eventName : undefined,
    context: contextOfFields(fields),
    trimmed: normalizer.trimmed,
  };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** pino's error serializer gives type, message and stack (with causes), and whatever hangs upon the error. */
function assignError(
  attributes: PlainAttributes,
  error: unknown,
  key: string,
  normalizer: ValueNormalizer,
): void {
  if (error === undefined || error === null) return;
  const plain: PlainAttributes = {};
  normalizer.assign(plain, { [key]: error });
  const described = plain[key];
  if (typeof described !== 'object' || described === null || Array.isArray(described)) {
    attributes[key] = described ?? null;
    return;
  }
  const { type, name, message, stack, ...more } = described;
  const className = typeof type === 'string' ? type : name;
  if (typeof className !== 'string' && typeof stack !== 'string') {
    attributes[key] = described;
    return;
  }
  attributes['exception.type'] = typeof className === 'string' ? className : 'Error';
  if (typeof message === 'string') attributes['exception.message'] = message;
  if (typeof stack === 'string') attributes['exception.stacktrace'] = stack;
  if (Object.keys(more).length > 0) attributes[key] = more;
}

/** pino's own steps of ten, and what lies between them, on OpenTelemetry's steps of four. */
function toSeverity(
  level: unknown,
  label?: string,
): { severityNumber: number; severityText: string } {
  if (typeof level === 'string') {
    const known = parseLogThreshold(level);
    const severityNumber = known && known !== 'off' ? LOG_SEVERITY[known] : LOG_SEVERITY.info;
    return { severityNumber, severityText: level.toUpperCase() };
  }
  if (typeof level !== 'number' || !Number.isFinite(level)) {
    return { severityNumber: LOG_SEVERITY.info, severityText: 'INFO' };
  }
  const [base, severityText] = LABELS.find(([number]) => level >= number) ?? [10, 'TRACE'];
  const step = Math.min(3, Math.max(0, Math.floor(((level - base) / 10) * 4)));
  return {
    severityNumber: (base / 10 - 1) * 4 + 1 + step,
    severityText: label?.toUpperCase() ?? severityText,
  };
}

/** Milliseconds from any of pino's time functions: epoch in ms, s or ns, or ISO 8601. */
function toTimeMs(time: unknown): number | undefined {
  const number = typeof time === 'string' && /^\d+$/.test(time) ? Number(time) : time;
  if (typeof number === 'number' && Number.isFinite(number) && number > 0) {
    if (number < 1e11) return number * 1_000;
    return number > 1e16 ? number / 1e6 : number;
  }
  if (typeof time !== 'string') return undefined;
  const parsed = Date.parse(time);
  return Number.isNaN(parsed) ? undefined : parsed;
}
