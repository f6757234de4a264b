import { expect, it } from 'vitest';
import { ExportError, toExportError } from './export-error.ts';

it('gives the reason as one printable line of bounded length', () => {
  expect(new ExportError('502 Bad Gateway: <html>\r\n<body>\u0007').message).toBe(
    '502 Bad Gateway: <html> <body>',
  );
  expect(new ExportError('x'.repeat(1_000)).message).toHaveLength(300);
});

it('leaves out who required a missing module', () => {
  const missing = Object.assign(
    new Error("Cannot find module '@opentelemetry/sdk-node'\nRequire stack:\n- /app/bundle.js"),
    { code: 'MODULE_NOT_FOUND' },
  );

  expect(toExportError(missing)).toMatchObject({
    message: "Cannot find module '@opentelemetry/sdk-node'",
    code: 'MODULE_NOT_FOUND',
  });
});

it('takes the code where there is no message', () => {
  const error = Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' });

  expect(toExportError(error).message).toBe('ECONNREFUSED');
});
