import { expect, test } from 'vitest';
import { parseDemoArguments } from './arguments.ts';

test('uses a receiver of its own without arguments', () => {
  expect(parseDemoArguments([])).toEqual({ help: false });
});

test('takes the base URL of a collector', () => {
  expect(parseDemoArguments(['--endpoint', 'https://otel.example.com:4318'])).toEqual({
    endpoint: 'https://otel.example.com:4318',
    help: false,
  });
});

test.each(['localhost:4318', '', 'grpc://localhost'])(
  'refuses the endpoint "%s", saying what to use',
  (url) => {
    expect(() => parseDemoArguments(['--endpoint', url])).toThrow(
      /Use the base URL of an OTLP\/HTTP collector, such as http:\/\/localhost:4318/,
    );
  },
);

test('refuses what it does not know', () => {
  expect(() => parseDemoArguments(['--requests', '5'])).toThrow(/--requests/);
});
