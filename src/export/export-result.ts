import type { ExportResult } from '@opentelemetry/core';
import { sdk } from '../sdk/load-sdk.ts';

export function delivered(): ExportResult {
  return { code: sdk.core().ExportResultCode.SUCCESS };
}

export function failedWith(error: unknown): ExportResult {
  return {
    code: sdk.core().ExportResultCode.FAILED,
    error: error instanceof Error ? error : new Error(String(error)),
  };
}

/** Why an export failed, or undefined when it did not. */
export function errorOf(result: ExportResult): Error | undefined {
  if (result.code === sdk.core().ExportResultCode.SUCCESS) return undefined;
  return result.error ?? new Error('the exporter gave no reason');
}
