export {
  describeDuplicate,
  findDuplicateCopies,
  reportDuplicateCopies,
  type DuplicateCopies,
  type PackageCopy,
  type SearchOptions,
} from './duplicate-copies.ts';
