import { diag, DiagLogLevel } from '@opentelemetry/api';
import { Notices } from '@fluxora/telemetry-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { wireDiag } from './wire-diag.ts';

let lines: string[];
let undo: (() => void) | undefined;
beforeEach(() => {
  lines = [];
});
afterEach(() => {
  undo?.();
  vi.restoreAllMocks();
});

function wire(level?: string): void {
  undo = wireDiag(level, new Notices((line) => lines.push(line)));
}

describe('wireDiag', () => {
  it('makes warnings and errors of the SDK heard, each once for a while', () => {
    wire();
    diag.warn('Dropped 3 attributes', { limit: 128 });
    diag.warn('Dropped 3 attributes', { limit: 128 });
    diag.error('broken\n  in two', new Error('reason'));
    diag.info('of no interest');

    expect(lines).toEqual([
      'telemetry/sdk: Dropped 3 attributes [object Object]. From the OpenTelemetry SDK; OTEL_LOG_LEVEL=debug tells more.',
      'telemetry/sdk: broken in two reason. From the OpenTelemetry SDK; OTEL_LOG_LEVEL=debug tells more.',
    ]);
  });

  it('leaves out what is said better elsewhere', () => {
    wire();
    diag.error('PeriodicExportingMetricReader: metrics export failed (error x)');

    expect(lines).toEqual([]);
  });

  it('tells more, on stderr, when OTEL_LOG_LEVEL asks for it', () => {
    const written: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    wire('DEBUG');
    diag.debug('details');
    diag.verbose('too much');

    expect(written.at(-1)).toBe('telemetry/sdk debug: details\n');
  });

  it('is silent with OTEL_LOG_LEVEL=none', () => {
    wire('none');
    diag.error('broken');

    expect(lines).toEqual([]);
  });

  it('leaves the logger of the application alone', () => {
    const heard: string[] = [];
    const listen = (message: string) => void heard.push(message);
    diag.setLogger(
      { error: listen, warn: listen, info: listen, debug: listen, verbose: listen },
      DiagLogLevel.WARN,
    );
    wire();
    diag.warn('for the application');
    diag.disable();

    expect(heard).toEqual(['for the application']);
    expect(lines).toEqual([]);
  });
});
