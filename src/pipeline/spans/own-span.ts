import {
  type Attributes,
  type AttributeValue,
  diag,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { BoundedAttributes } from './bounded-attributes.ts';
import { exceptionAttributes } from './exception-attributes.ts';
import type { SampledSpan } from './sample-span.ts';
import { SpanClock } from './span-clock.ts';
import type { SpanParts } from './span-parts.ts';

/** What a span begins with. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly scope: InstrumentationScope;
  readonly spanContext: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly sampled: SampledSpan;
  readonly startTime: TimeInput | undefined;
}

const NOT_YET = Object.freeze([0, 0]) as unknown as HrTime;

/** A span that is recorded: keeps what OpenTelemetry's SDK keeps of it, and warns of what that warns of. */
export class OwnSpan implements Span, ReadableSpan {
  name: string;
  readonly kind: SpanKind;
  readonly instrumentationScope: InstrumentationScope;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  endTime: HrTime = NOT_YET;
  status: SpanStatus = { code: SpanStatusCode.UNSET };
  readonly events: TimedEvent[] = [];
  readonly links: Link[];
  ended = false;
  droppedEventsCount = 0;
  droppedLinksCount: number;
  readonly #parts: SpanParts;
  readonly #context: SpanContext;
  readonly #decision: number;
  readonly #clock: SpanClock;
  readonly #bounded: BoundedAttributes;

  constructor(parts: SpanParts, start: SpanStart) {
    const { core, limits } = parts;
    const { attributes, decision, droppedAttributes, links } = start.sampled;
    this.#parts = parts;
    this.#context = start.spanContext;
    this.#decision = decision;
    this.#clock = new SpanClock(core, start.startTime);
    this.#bounded = new BoundedAttributes(core, limits, attributes, droppedAttributes);
    this.name = start.name;
    this.kind = start.kind;
    this.instrumentationScope = start.scope;
    this.parentSpanContext = start.parent as SpanContext;
    this.startTime = this.#clock.start;
    this.droppedLinksCount = Math.max(0, links.length - limits.linkCountLimit);
    this.links = this.droppedLinksCount > 0 ? links.slice(this.droppedLinksCount) : links;
  }

  get resource(): Resource {
    return this.#parts.resource;
  }

  get attributes(): Attributes {
    return this.#bounded.values;
  }

  get droppedAttributesCount(): number {
    return this.#bounded.dropped;
  }

  get duration(): HrTime {
    if (this.endTime === NOT_YET) return [-1, -1];
    return this.#parts.core.hrTimeDuration(this.startTime, this.endTime);
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (!this.#isOver()) this.#bounded.set(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (!this.ended) this.#bounded.setAll(attributes);
    else for (const _ in attributes) this.#isOver();
    return this;
  }

  addEvent(name: string, more?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#isOver()) return this;
    const { core, limits } = this.#parts;
    if (limits.eventCountLimit === 0) {
      diag.warn('No events allowed.');
      this.droppedEventsCount += 1;
      return this;
    }
    if (this.events.length >= limits.eventCountLimit) {
      if (this.droppedEventsCount === 0) diag.debug('Dropping extra events.');
      this.events.shift();
      this.droppedEventsCount += 1;
    }
    const isTime = core.isTimeInput(more);
    const at = isTime && !core.isTimeInput(time) ? more : time;
    this.events.push({
      name,
      time: this.#clock.read(at),
      ...core.cleanSimpleAttributes(isTime ? undefined : more, {
        attributeCountLimit: limits.attributePerEventCountLimit,
        attributeValueLengthLimit: limits.attributeValueLengthLimit,
      }),
    });
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = exceptionAttributes(exception);
    if (attributes === undefined)
      // oxlint-disable-next-line typescript/no-base-to-string -- as the SDK says it
      diag.warn(`Failed to record an exception ${String(exception)}`);
    else this.addEvent('exception', attributes, time);
  }

  addLink(link: Link): this {
    if (this.#isOver()) return this;
    const { linkCountLimit } = this.#parts.limits;
    if (linkCountLimit === 0) {
      this.droppedLinksCount += 1;
      return this;
    }
    if (this.links.length >= linkCountLimit) {
      if (this.droppedLinksCount === 0) diag.debug('Dropping extra links.');
      this.links.shift();
      this.droppedLinksCount += 1;
    }
    this.links.push(this.#parts.cleanLink(link));
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  /** Nothing takes back that all is well, and nothing can be unset. */
  setStatus({ code, message }: SpanStatus): this {
    if (this.#isOver()) return this;
    if (code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK) return this;
    this.status = { code };
    if (code !== SpanStatusCode.ERROR || message == null) return this;
    if (typeof message === 'string') this.status.message = message;
    else {
      diag.warn(`Dropping invalid status.message of type '${typeof message}', expected 'string'`);
    }
    return this;
  }

  updateName(name: string): this {
    if (!this.#isOver()) this.name = name;
    return this;
  }

  end(time?: TimeInput): void {
    if (this.#isOver()) {
      const { spanId, traceId } = this.#context;
      diag.error(`${this.name} ${traceId}-${spanId} - You can only call end() on a span once.`);
      return;
    }
    this.endTime = this.#clock.read(time);
    if (this.duration[0] < 0) {
      diag.warn(
        'Inconsistent start and end time, startTime > endTime. Setting span duration to 0ms.',
        this.startTime,
        this.endTime,
      );
      this.endTime = [...this.startTime];
    }
    this.#warnOfDrops('events', this.droppedEventsCount, 'eventCountLimit');
    this.#warnOfDrops('links', this.droppedLinksCount, 'linkCountLimit');
    const { counts, processors } = this.#parts;
    for (const processor of processors) processor.onEnding?.(this);
    counts.ended(this.#decision);
    this.ended = true;
    for (const processor of processors) processor.onEnd(this);
  }

  #warnOfDrops(what: string, count: number, limit: string): void {
    if (count > 0) diag.warn(`Dropped ${count} ${what} because ${limit} reached`);
  }

  /** The stack tells who did not know that it is over. */
  #isOver(): boolean {
    if (this.ended) {
      const { spanId, traceId } = this.#context;
      const what = `ended Span {traceId: ${traceId}, spanId: ${spanId}}`;
      diag.warn(
        `Cannot execute the operation on ${what}`,
        new Error(`Operation attempted on ${what}`),
      );
    }
    return this.ended;
  }
}
