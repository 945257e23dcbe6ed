/** A row before and after a page of events. */
export interface Change<Row> {
  readonly before: Row | undefined;
  readonly after: Row;
}
