// Measures one case in this process and reports it to the parent. Arguments: the case's id, milliseconds.
import { microCases } from './cases.ts';
import { measure } from './measure.ts';

const [id, milliseconds] = process.argv.slice(2);
const found = microCases.find((one) => one.id === id);
if (!found) throw new Error(`bench/micro: no case "${id}".`);
const operation = await found.setup();
process.send?.({ ready: await measure(operation, Number(milliseconds)) });
