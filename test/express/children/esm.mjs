import { serveTruth } from './serve-truth.mjs';

const { default: express } = await import(process.argv[2]);
serveTruth(express, Number(process.argv[3]));
