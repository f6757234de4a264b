export {
  describeDuplicate,
  findDuplicateCopies,
  type DuplicateCopies,
} from './duplicate-copies.ts';
