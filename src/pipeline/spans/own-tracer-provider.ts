import type { Tracer, TracerProvider } from '@opentelemetry/api';
import { OwnTracer } from './own-tracer.ts';
import { SpanParts, type SpanPartsOptions } from './span-parts.ts';

/**
 * Gives spans in the place of OpenTelemetry's SDK, to the SDK's processors and exporters: the same spans for less work
 * (docs/decisions/0013-own-spans.md has the figures).
 */
export class OwnTracerProvider implements TracerProvider {
  readonly #parts: SpanParts;
  readonly #tracers = new Map<string, OwnTracer>();

  constructor(options: SpanPartsOptions) {
    this.#parts = new SpanParts(options);
  }

  getTracer(name: string, version?: string, options?: { schemaUrl?: string }): Tracer {
    const schemaUrl = options?.schemaUrl;
    const key = `${name}@${version ?? ''}:${schemaUrl ?? ''}`;
    let tracer = this.#tracers.get(key);
    if (tracer === undefined) {
      const scope = { name, version: version as string, schemaUrl: schemaUrl as string };
      tracer = new OwnTracer(scope, this.#parts);
      this.#tracers.set(key, tracer);
    }
    return tracer;
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#parts.processors.map((processor) => processor.forceFlush()));
  }

  async shutdown(): Promise<void> {
    await Promise.all(this.#parts.processors.map((processor) => processor.shutdown()));
  }
}
