import { expect, test } from 'vitest';
import { repairJsonNumbers } from './repair-json-numbers.ts';

const repair = (text: string) => Buffer.from(repairJsonNumbers(Buffer.from(text))).toString();

test.each([
  ['{"doubleValue":null}', '{"doubleValue":"NaN"}'],
  ['{"asDouble":null}', '{"asDouble":"NaN"}'],
  ['{"sum":null,"min":null,"max":null}', '{"sum":"NaN","min":"NaN","max":"NaN"}'],
  ['{"intValue":1e+300}', '{"doubleValue":1e+300}'],
  ['{"intValue":-1.5e+21}', '{"doubleValue":-1.5e+21}'],
  ['{"intValue":9223372036854776000}', '{"doubleValue":9223372036854776000}'],
  ['{"asInt":18446744073709552000}', '{"asDouble":18446744073709552000}'],
])('turns %s, which a Collector refuses, into %s', (refused, accepted) => {
  expect(repair(refused)).toBe(accepted);
});

test.each([
  '{"intValue":9007199254740991}',
  '{"intValue":-1000000000000000000}',
  '{"doubleValue":1e+300}',
  '{"startTimeUnixNano":"1544712660000000000"}',
  '{"stringValue":"\\"doubleValue\\":null \\"intValue\\":1e+300"}',
])('leaves %s alone, bytes and all', (text) => {
  const body = Buffer.from(text);
  expect(repairJsonNumbers(body)).toBe(body);
});
