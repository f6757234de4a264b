import { expect, test } from 'vitest';
import {
  either,
  flag,
  flagOr,
  listOf,
  oneOf,
  rule,
  shape,
  text,
  url,
  wholeNumber,
  type Rule,
} from './option-rules.ts';

function problemsOf(check: Rule, value: unknown, path = 'it'): string[] {
  const problems: string[] = [];
  check(value, path, problems);
  return problems;
}

test.each<[string, Rule, unknown, string]>([
  ['text', text, ' ', 'it is " ". Use a text that is not empty.'],
  ['flag', flag, 1, 'it is 1. Use true or false.'],
  [
    'url',
    url,
    'collector:4318',
    'it is "collector:4318". Use a URL such as http://collector:4318.',
  ],
  ['oneOf', oneOf('a', 'b'), 'c', 'it is "c". Use one of: a, b.'],
  [
    'wholeNumber',
    wholeNumber(1, 'sites'),
    2 ** 31,
    'it is 2147483648. Use a whole number of sites, 1 or more.',
  ],
  [
    'wholeNumber with a most',
    wholeNumber(0, 'sites', 9),
    10,
    'it is 10. Use a whole number of sites, 0 to 9.',
  ],
  [
    'either',
    either(
      'a or true',
      oneOf('a'),
      rule((value) => value === true, ''),
    ),
    false,
    'it is false. Use a or true.',
  ],
  ['listOf', listOf(text, 'names'), 'a', 'it is "a". Use a list of names.'],
  [
    'an element of it',
    listOf(text, 'names'),
    ['a', 7],
    'it[1] is 7. Use a text that is not empty.',
  ],
  ['flagOr', flagOr({ disk: flag }), 'all', 'it is "all". Use true, false or an object of disk.'],
  [
    'a member of it',
    flagOr({ disk: flag }),
    { disk: 'vda' },
    'it.disk is "vda". Use true or false.',
  ],
  ['shape', shape({ disk: flag }), null, 'it is null. Use an object.'],
  [
    'one that is no member',
    shape({ disk: flag }),
    { disc: true },
    'it.disc is not an option. Did you mean "disk"?',
  ],
  [
    'one that others call so',
    shape({ disk: flag }, { drive: 'disk' }),
    { drive: true },
    'it.drive is not an option. Did you mean "disk"?',
  ],
  [
    'one of an object',
    shape({ disk: flag }),
    { toString: true },
    'it.toString is not an option. Remove it; known are: disk.',
  ],
])('%s says what is wrong with a value, and the mend', (_, check, value, problem) => {
  expect(problemsOf(check, value)).toEqual([problem]);
});

test('what is right, and what is undefined in an object, is no problem', () => {
  const check = shape({ all: flag, disks: listOf(text, 'names'), cpu: flagOr({ each: flag }) });

  expect(problemsOf(check, { all: false, disks: ['vda'], cpu: true })).toEqual([]);
  expect(problemsOf(check, { all: undefined, cpu: { each: undefined } })).toEqual([]);
});

test('neither a password nor what is in a list is repeated', () => {
  expect(problemsOf(flag, 'amqp://user:secret@broker').join()).not.toContain('secret');
  expect(problemsOf(flag, ['authorization: secret'])).toEqual(['it is a list. Use true or false.']);
});
