/**
 * A double that JSON cannot express, which the official serialiser writes as `null`; and a whole number of 64 bits or more, which
 * it writes as an integer all the same. Within a string the quotes would be escaped, so only keys match.
 */
const SUSPECT =
  /"(doubleValue|asDouble|sum|min|max)":null|"(intValue|asInt)":(-?\d{19,}|-?\d[\d.]*e\+\d+)/g;

const DOUBLE: Readonly<Record<string, string>> = { intValue: 'doubleValue', asInt: 'asDouble' };
const LARGEST = 2 ** 63;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Mends what a Collector refuses in OTLP/JSON, and with it the whole batch of up to 512 items: one span attribute that is NaN is
 * enough. What JSON has lost (NaN, Infinity or -Infinity) becomes "NaN"; integers that are too large become doubles.
 */
export function repairJsonNumbers(body: Uint8Array): Uint8Array {
  const text = decoder.decode(body);
  const mended = text.replaceAll(
    SUSPECT,
    (match, double?: string, integer?: string, digits?: string) => {
      if (double) return `"${double}":"NaN"`;
      // -(2 ** 63) would fit, but as a number it cannot be told from what does not.
      const isTooLarge = Math.abs(Number(digits)) >= LARGEST;
      return integer && isTooLarge ? `"${DOUBLE[integer]}":${digits}` : match;
    },
  );
  return mended === text ? body : encoder.encode(mended);
}
