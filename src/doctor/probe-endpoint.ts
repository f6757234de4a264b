import type { SignalType } from '@fluxora/telemetry-core';
import { SIGNALS, type OtlpTarget, type Settings } from '../options/settings.ts';
import type { Check } from './doctor-report.ts';
import { codeOf, explainConnectionError, explainStatus } from './explain-probe.ts';
import { createProbePayloads, type ProbePayload } from './probe-payload.ts';
import { sendProbe, type ProbeAnswer } from './send-probe.ts';

const CLOCK_TOLERANCE_MS = 30_000;

/**
 * Sends one real span, metric and log record to where this configuration would send them, all at once, and says what became of each.
 *
 * @param timeoutMs - For each answer. Milliseconds, > 0.
 */
export async function probeEndpoint(settings: Settings, timeoutMs: number): Promise<Check[]> {
  const active = SIGNALS.filter((signal) => settings[signal].exporters.includes('otlp'));
  if (active.length === 0) {
    const message = 'nothing is sent over OTLP with this configuration';
    return [{ id: 'endpoint.off', label: 'endpoint', status: 'info', message }];
  }
  const createPayload = await createProbePayloads(settings);
  const results = await Promise.all(
    active.map(async (signal) => {
      const { otlp: target } = settings[signal];
      if (target.protocol === 'grpc') return { check: grpcCheck(signal, target) };
      return probe(signal, target, createPayload(signal, target.protocol), timeoutMs);
    }),
  );
  const serverDate = results.map(({ date }) => date).find((date) => date !== undefined);
  return [
    ...results.map(({ check }) => check),
    ...(serverDate === undefined ? [] : [clockCheck(serverDate)]),
  ];
}

interface ProbeResult {
  readonly check: Check;
  /** The server's `Date` header. */
  readonly date?: string | undefined;
}

async function probe(
  signal: SignalType,
  target: OtlpTarget,
  payload: ProbePayload,
  timeoutMs: number,
): Promise<ProbeResult> {
  const url = new URL(target.url);
  const common = { id: `endpoint.${signal}`, label: signal } as const;
  try {
    const answer = await sendProbe(target, payload, timeoutMs);
    const check = { ...common, ...judge(signal, url, payload, answer) };
    return { check, date: answer.headers.date };
  } catch (error) {
    const { message, mend } = explainConnectionError(error, url);
    const data = { url: safeUrl(url), outcome: 'unreachable', code: codeOf(error) };
    return {
      check: { ...common, status: 'problem', message: `${safeUrl(url)}: ${message}`, mend, data },
    };
  }
}

function judge(
  signal: SignalType,
  url: URL,
  payload: ProbePayload,
  answer: ProbeAnswer,
): Omit<Check, 'id' | 'label'> {
  const latencyMs = Math.round(answer.durationMs);
  const seen = `${safeUrl(url)}: ${answer.status} in ${latencyMs} ms`;
  const data = { url: safeUrl(url), httpStatus: answer.status, latencyMs };
  const refusal = explainStatus(answer.status, url, signal);
  if (refusal) {
    const words = printable(answer.body);
    return {
      status: 'problem',
      message: `${seen}: ${refusal.message}${words && `; it says: ${words}`}`,
      mend: refusal.mend,
      data: { ...data, outcome: 'rejected', answer: words },
    };
  }
  try {
    const type = answer.headers['content-type'] ?? payload.contentType;
    if (answer.body.length > 0 && !/json|protobuf/.test(type)) throw new Error(type);
    const partial = payload.parseAnswer(answer.body);
    if (!partial)
      return { status: 'ok', message: `${seen}, accepted`, data: { ...data, outcome: 'accepted' } };
    return {
      status: partial.rejected > 0 ? 'problem' : 'warning',
      message: `${seen}, but ${partial.rejected} refused; it says: ${partial.message || '(nothing)'}`,
      mend: 'Look into the log and the processors of the collector.',
      data: { ...data, outcome: 'partial', answer: partial.message, rejected: partial.rejected },
    };
  } catch {
    return {
      status: 'warning',
      message: `${seen}, but the answer is no OTLP; it says: ${printable(answer.body)}`,
      mend: `Check that ${url.host} is an OTLP/HTTP receiver and not a web server that answers 200 to everything.`,
      data: { ...data, outcome: 'unclear', answer: printable(answer.body) },
    };
  }
}

function grpcCheck(signal: SignalType, target: OtlpTarget): Check {
  return {
    id: `endpoint.${signal}`,
    label: signal,
    status: 'info',
    message: `${safeUrl(new URL(target.url))}: not tried; this probe speaks OTLP/HTTP, and the configuration says grpc`,
    data: { url: safeUrl(new URL(target.url)), outcome: 'skipped' },
  };
}

/** HTTP dates are whole seconds, and the answer took a moment: only a real difference is worth a word. */
function clockCheck(serverDate: string): Check {
  const offsetMs = Date.now() - Date.parse(serverDate);
  const isOff = Math.abs(offsetMs) > CLOCK_TOLERANCE_MS;
  const seconds = Math.round(Math.abs(offsetMs) / 1000);
  return {
    id: 'endpoint.clock',
    label: 'clock',
    status: isOff ? 'warning' : 'ok',
    message: isOff
      ? `this machine is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} the collector`
      : 'agrees with the collector',
    ...(isOff && {
      mend: 'Synchronise both clocks (NTP): traces that cross machines will look impossible.',
    }),
    data: { offsetMs },
  };
}

/** Without credentials: `https://user:pass@host/` may be in somebody's environment. */
function safeUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/** At most 200 characters of what the server said, if these are words. */
function printable(body: Uint8Array): string {
  const text = Buffer.from(body).toString('utf8').replace(/\s+/g, ' ').trim();
  return /^\P{C}*$/u.test(text) ? text.slice(0, 200) : '';
}
