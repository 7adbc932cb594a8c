package dev.ornstein.examples.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Animated GIF (89a) with 64 greys, repeated for ever. Fewer greys than 256 make noise, which
 * compresses badly, a quarter smaller, and nobody sees the difference in motion.
 */
public final class AnimatedGif {
  private static final int GREYS = 64;
  private static final int SHIFT = 2;
  private static final IndexColorModel PALETTE = palette();

  private AnimatedGif() {}

  /**
   * An animation as the content of a GIF file.
   *
   * @param frames pictures of one size, at least one
   * @param delay how long each frame stays, in hundredths of a second
   * @param lastDelay how long the last frame stays before the first returns
   */
  public static byte[] encode(List<GrayImage> frames, int delay, int lastDelay) {
    if (frames.isEmpty()) {
      throw new IllegalArgumentException("an animation needs at least one frame");
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.prepareWriteSequence(null);
      for (int i = 0; i < frames.size(); i++) {
        requireSameSize(frames.get(0), frames.get(i));
        BufferedImage frame = indexed(frames.get(i));
        int stay = i == frames.size() - 1 ? lastDelay : delay;
        IIOMetadata metadata = metadata(writer, frame, stay, i == 0);
        writer.writeToSequence(new IIOImage(frame, null, metadata), null);
      }
      writer.endWriteSequence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static void requireSameSize(GrayImage first, GrayImage frame) {
    if (frame.width() != first.width() || frame.height() != first.height()) {
      throw new IllegalArgumentException(
          "all frames have one size; got " + frame + " after " + first);
    }
  }

  private static IndexColorModel palette() {
    byte[] grey = new byte[GREYS];
    for (int i = 0; i < GREYS; i++) {
      grey[i] = (byte) (i * 255 / (GREYS - 1));
    }
    return new IndexColorModel(Byte.SIZE - SHIFT, GREYS, grey, grey, grey);
  }

  private static BufferedImage indexed(GrayImage image) {
    int type = BufferedImage.TYPE_BYTE_INDEXED;
    BufferedImage indexed = new BufferedImage(image.width(), image.height(), type, PALETTE);
    byte[] raster = ((DataBufferByte) indexed.getRaster().getDataBuffer()).getData();
    byte[] pixels = image.pixels();
    for (int i = 0; i < pixels.length; i++) {
      raster[i] = (byte) ((pixels[i] & 0xFF) >> SHIFT);
    }
    return indexed;
  }

  /** The blocks that precede a frame; the first one says that the animation repeats. */
  private static IIOMetadata metadata(
      ImageWriter writer, BufferedImage frame, int delay, boolean first)
      throws IIOInvalidTreeException {
    // Of this frame with its palette: createFromRenderedImage would take a standard one.
    ImageTypeSpecifier type = new ImageTypeSpecifier(frame);
    IIOMetadata metadata = writer.getDefaultImageMetadata(type, writer.getDefaultWriteParam());
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode control = new IIOMetadataNode("GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("delayTime", Integer.toString(delay));
    control.setAttribute("transparentColorIndex", "0");
    IIOMetadataNode root = new IIOMetadataNode(format);
    root.appendChild(control);
    if (first) {
      IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
      loop.setAttribute("applicationID", "NETSCAPE");
      loop.setAttribute("authenticationCode", "2.0");
      loop.setUserObject(new byte[] {1, 0, 0}); // sub-block 1: repeat 0 times, which is for ever
      IIOMetadataNode extensions = new IIOMetadataNode("ApplicationExtensions");
      extensions.appendChild(loop);
      root.appendChild(extensions);
    }
    metadata.mergeTree(format, root);
    return metadata;
  }
}
