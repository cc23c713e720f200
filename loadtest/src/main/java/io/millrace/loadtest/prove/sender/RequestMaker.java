package io.millrace.loadtest.prove.sender;

import java.util.Random;

/** Makes the requests of one kind. */
interface RequestMaker {

  /** The request with this place, from 1, among those of a key. */
  Request make(String key, long sequence, Random random);
}
