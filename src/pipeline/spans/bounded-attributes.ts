import { type Attributes, type AttributeValue, diag } from '@opentelemetry/api';
import type * as Core from '@opentelemetry/core';

/** What of them is kept. */
export interface AttributeLimits {
  readonly attributeCountLimit: number;
  readonly attributeValueLengthLimit: number;
}

/**
 * The attributes of a span, within its limits. Texts that are short enough, numbers and booleans are known to be good as they are; for
 * the rest OpenTelemetry's own functions are asked, which look at each value for being part of itself.
 */
export class BoundedAttributes {
  values: Attributes = {};
  dropped: number;
  readonly #core: typeof Core;
  readonly #limits: AttributeLimits;
  #count = 0;

  /** @param dropped - How many of the first ones were dropped before. */
  constructor(core: typeof Core, limits: AttributeLimits, first: unknown, dropped: number) {
    this.#core = core;
    this.#limits = limits;
    this.dropped = dropped;
    if (typeof first === 'object' && first !== null) this.#begin(first as Attributes);
  }

  set(key: string, value: AttributeValue): void {
    if (!this.#isPlain(key, value)) this.#setChecked(key, value);
    else if (Object.hasOwn(this.values, key)) this.values[key] = value;
    else if (this.#count < this.#limits.attributeCountLimit) this.#add(key, value);
    else this.#refuse();
  }

  setAll(attributes: Attributes): void {
    if (this.#takeAll(attributes)) return;
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key)) this.set(key, attributes[key]);
    }
  }

  /** The first ones, if all are plain: to copy an object as a whole takes a fraction of what one attribute after the other takes. */
  #takeAll(attributes: Attributes): boolean {
    for (const _ in this.values) return false;
    const copy = { ...attributes };
    let count = 0;
    for (const key in copy) {
      if (!this.#isPlain(key, copy[key])) return false;
      count += 1;
    }
    if (count > this.#limits.attributeCountLimit) return false;
    this.values = copy;
    this.#count = count;
    return true;
  }

  /** What a span begins with is judged otherwise: here invalid values count as dropped. */
  #begin(first: Attributes): void {
    if (this.#takeAll(first)) return;
    for (const key of Object.keys(first)) {
      let value = first[key];
      if (value === undefined) continue;
      if (!this.#isPlain(key, value)) {
        const { attributes = {} } = this.#core.cleanAttributes(
          { [key]: value },
          { ...this.#limits, attributeCountLimit: 1 },
        );
        [value] = Object.values(attributes);
      }
      if (value !== undefined && this.#count < this.#limits.attributeCountLimit) {
        this.#add(key, value);
      } else this.dropped += 1;
    }
  }

  #isPlain(key: unknown, value: unknown): boolean {
    if (typeof key !== 'string' || key === '') return false;
    if (typeof value === 'string') return value.length <= this.#limits.attributeValueLengthLimit;
    return typeof value === 'number' || typeof value === 'boolean';
  }

  #add(key: string, value: AttributeValue): void {
    this.values[key] = value;
    this.#count += 1;
  }

  #setChecked(key: string, value: AttributeValue): void {
    const { AddAttributeDecision, maybeAddAttribute } = this.#core;
    const decision = maybeAddAttribute({
      key,
      value,
      attributes: this.values,
      limits: this.#limits,
      currentAttributesCount: this.#count,
    });
    if (decision === AddAttributeDecision.ADD_NEW) this.#count += 1;
    else if (decision === AddAttributeDecision.DROP_LIMIT_REACHED) this.#refuse();
  }

  #refuse(): void {
    this.dropped += 1;
    if (this.dropped === 1) diag.warn('Dropping extra attributes.');
  }
}
