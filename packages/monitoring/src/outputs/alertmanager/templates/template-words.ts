/** What templates must know of a definition. */
export interface TemplateWords {
  /** Without a slash at the end. */
  readonly alertmanagerUrl: string;
  /** Labels, as they are stored. */
  readonly service: string;
  readonly environment: string;
}
