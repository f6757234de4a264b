export { reportDuplicateCopies, type DuplicateCopies } from './duplicate-copies.ts';
