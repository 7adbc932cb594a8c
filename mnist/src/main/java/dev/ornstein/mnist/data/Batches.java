package dev.ornstein.mnist.data;

import dev.ornstein.tensor.Engine;
import dev.ornstein.tensor.Rng;
import dev.ornstein.tensor.Shape;
import dev.ornstein.tensor.Tensor;
import dev.ornstein.tensor.UserError;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Deals a dataset out in batches, epoch after epoch, without end. The order of an epoch is a
 * permutation that depends on the random generator's (seed, stream) and the number of the epoch
 * only; so a batch is a function of its {@link Position}, and going on at a saved position needs no
 * replay.
 */
public final class Batches {
  /**
   * How the batches are made.
   *
   * @param size images per batch, at least 1
   * @param shuffle whether each epoch has an order of its own; else it is the dataset's
   * @param dropLast whether the images that do not fill a batch at the end of an epoch are left
   *     out; else they make a smaller one
   * @param range what black and white become
   * @param pad width in pixels of a black border all round: 2 makes 28×28 images 32×32
   */
  public record Options(int size, boolean shuffle, boolean dropLast, ImageRange range, int pad) {
    /** Checks the numbers. */
    public Options {
      if (size < 1) {
        throw new UserError("the batch size must be at least 1, got " + size);
      }
      if (pad < 0) {
        throw new UserError("the padding must be 0 pixels or more, got " + pad);
      }
    }

    /** For training: shuffled, full batches only. */
    public static Options training(int size, ImageRange range) {
      return new Options(size, true, true, range, 0);
    }

    /** For evaluation: every image once, in the dataset's order. */
    public static Options evaluation(int size, ImageRange range) {
      return new Options(size, false, false, range, 0);
    }

    /** The same with a border. */
    public Options withPad(int pixels) {
      return new Options(size, shuffle, dropLast, range, pixels);
    }
  }

  /**
   * Which batch comes next: all that has to be saved.
   *
   * @param epoch 0 for the first pass over the data
   * @param batch 0 for the first batch of the epoch
   */
  public record Position(int epoch, int batch) {
    /** The very first batch. */
    public static final Position START = new Position(0, 0);
  }

  /**
   * Images with labels.
   *
   * @param images (N, C, H + 2·pad, W + 2·pad)
   * @param labels N class numbers
   * @param indices N numbers of the images within the dataset
   */
  public record Batch(Tensor images, int[] labels, int[] indices) {}

  private final Dataset data;
  private final Options options;
  private final Rng rng;
  private final int perEpoch;
  private Position position = Position.START;
  private int[] order;
  private int orderOf = -1;

  /**
   * Starts at the first batch of epoch 0.
   *
   * @param rng a stream of its own for shuffling; it is not advanced
   * @throws UserError when there are fewer images than fill one batch and a smaller one is not
   *     wanted
   */
  public Batches(Dataset data, Options options, Rng rng) {
    int full = data.count() / options.size();
    boolean rest = data.count() % options.size() > 0 && !options.dropLast();
    this.data = data;
    this.options = options;
    this.rng = rng;
    this.perEpoch = full + (rest ? 1 : 0);
    if (perEpoch == 0) {
      throw new UserError(
          String.format(
              "the batch size %d is larger than the dataset (%s); it must be at most %d",
              options.size(), data, data.count()));
    }
  }

  /** What is dealt out. */
  public Dataset data() {
    return data;
  }

  /** Batches per epoch, at least 1. */
  public int perEpoch() {
    return perEpoch;
  }

  /** The batch that {@link #next} will return. */
  public Position position() {
    return position;
  }

  /**
   * Goes on at a position that {@link #position()} returned.
   *
   * @throws IllegalArgumentException when an epoch has no such batch
   */
  public void seek(Position to) {
    require(to);
    position = to;
  }

  private void require(Position p) {
    if (p.epoch() < 0 || p.batch() < 0 || p.batch() >= perEpoch) {
      throw new IllegalArgumentException(
          String.format(
              "a position must have an epoch of at least 0 and a batch of 0 … %d, got %s",
              perEpoch - 1, p));
    }
  }

  /** Goes on at the batch that follows {@code steps} batches from the very first. */
  public void seekStep(long steps) {
    seek(new Position(Math.toIntExact(steps / perEpoch), (int) (steps % perEpoch)));
  }

  /**
   * The numbers of the images in a batch; the position stays.
   *
   * @throws IllegalArgumentException when an epoch has no such batch
   */
  public int[] indices(Position of) {
    require(of);
    int from = of.batch() * options.size();
    int to = Math.min(from + options.size(), data.count());
    if (!options.shuffle()) {
      return IntStream.range(from, to).toArray();
    }
    if (orderOf != of.epoch()) {
      order = rng.stream(of.epoch()).permutation(data.count());
      orderOf = of.epoch();
    }
    return Arrays.copyOfRange(order, from, to);
  }

  /** The batch at {@link #position()}, which moves on to the one after. */
  public Batch next(Engine engine) {
    Batch batch = gather(engine, indices(position));
    int following = position.batch() + 1;
    position =
        following < perEpoch
            ? new Position(position.epoch(), following)
            : new Position(position.epoch() + 1, 0);
    return batch;
  }

  /**
   * The images with the given numbers, in that order, as a batch.
   *
   * @param engine makes the tensor
   */
  public Batch gather(Engine engine, int... indices) {
    int pad = options.pad();
    Shape shape =
        Shape.of(indices.length, data.channels(), data.height() + 2 * pad, data.width() + 2 * pad);
    Tensor images = engine.empty(shape);
    int size = shape.product(1, 4);
    int[] labels = new int[indices.length];
    for (int i = 0; i < indices.length; i++) {
      labels[i] = data.label(indices[i]);
      data.paddedImage(
          indices[i], options.range(), pad, images.array(), images.offset() + i * size);
    }
    return new Batch(images, labels, indices);
  }
}
