import type { Link, MeterProvider } from '@opentelemetry/api';
import type * as Core from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { SpanLimits, SpanProcessor } from '@opentelemetry/sdk-trace';
import { sdk } from '../../sdk/load-sdk.ts';
import type { SpanSampling } from '../sampler.ts';
import { SpanCounts } from './span-counts.ts';

export interface SpanPartsOptions {
  readonly resource: Resource;
  readonly sampling: SpanSampling;
  readonly limits: Required<SpanLimits>;
  readonly processors: readonly SpanProcessor[];
  /** For the metrics about spans themselves. */
  readonly meterProvider: MeterProvider;
}

/** What all spans of a provider have in common. */
export class SpanParts {
  readonly core: typeof Core = sdk.core();
  readonly resource: Resource;
  readonly sampling: SpanSampling;
  readonly limits: Required<SpanLimits>;
  readonly processors: readonly SpanProcessor[];
  readonly counts: SpanCounts;

  constructor({ limits, meterProvider, processors, resource, sampling }: SpanPartsOptions) {
    this.resource = resource;
    this.sampling = sampling;
    this.limits = limits;
    this.processors = processors;
    this.counts = new SpanCounts(meterProvider);
  }

  cleanLinks(links: readonly Link[] = []): Link[] {
    return links.map((link) => this.cleanLink(link));
  }

  cleanLink({ attributes, context }: Link): Link {
    return {
      context,
      ...this.core.cleanAttributes(attributes, {
        attributeCountLimit: this.limits.attributePerLinkCountLimit,
        attributeValueLengthLimit: this.limits.attributeValueLengthLimit,
      }),
    };
  }
}
