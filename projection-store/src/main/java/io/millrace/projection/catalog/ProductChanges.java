package io.millrace.projection.catalog;

import io.millrace.projection.sink.Write;
import io.millrace.schemas.catalog.v1.Product;
import java.util.List;

/** Whoever has to know what a sink changes, around each transaction and on the sink's thread. */
interface ProductChanges {

  /** What the transaction that is about to begin has to do besides. */
  List<Write> writing(List<Change<Product>> changes);

  /** The last transaction that was announced on this thread is committed. */
  void written();
}
