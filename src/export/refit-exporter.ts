import type { OtlpTransport } from './otlp-transport.ts';

/** The insides of `OTLPExporterBase` 0.300 that are exchanged. Pinned exactly, and a test fails when an upgrade moves them. */
interface OtlpExporterInsides {
  readonly _delegate: {
    _transport: Pick<OtlpTransport, 'send' | 'shutdown'>;
    _responseHandler: { handleResponse(response: unknown): void };
  };
}

/** What a collector says when it took the request but not every item in it. */
export interface PartialSuccess {
  readonly rejected: number;
  readonly message: string;
}

/**
 * Gives an official OTLP exporter our transport and hears of partial success, for neither of which it has an option:
 * serialisers, self-metrics and everything else stay the official ones.
 *
 * @throws Error when the exporter is not built as expected: a bug of ours, found by the tests before a release.
 */
export function refitExporter(
  exporter: object,
  transport: OtlpTransport,
  onPartialSuccess: (partial: PartialSuccess) => void,
): void {
  const delegate = (exporter as Partial<OtlpExporterInsides>)._delegate;
  if (typeof delegate?._transport?.send !== 'function' || !delegate._responseHandler) {
    throw new Error(
      'telemetry/export: this version of the OTLP exporters is not known to @fluxora/telemetry; our bug, please report it.',
    );
  }
  delegate._transport = transport;
  delegate._responseHandler = {
    handleResponse(response) {
      const partial = readPartialSuccess(response);
      if (partial) onPartialSuccess(partial);
    },
  };
}

function readPartialSuccess(response: unknown): PartialSuccess | undefined {
  const partial = (response as { partialSuccess?: Record<string, unknown> } | null)?.partialSuccess;
  if (!partial) return undefined;
  const rejected = Number(
    partial['rejectedSpans'] ?? partial['rejectedDataPoints'] ?? partial['rejectedLogRecords'] ?? 0,
  );
  const message = typeof partial['errorMessage'] === 'string' ? partial['errorMessage'] : '';
  // The specification allows a message without a rejection: a warning.
  if (!(rejected > 0) && message === '') return undefined;
  return { rejected: rejected > 0 ? rejected : 0, message };
}
