package dev.ornstein.examples.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** PNG and GIF are read back by Java's own readers. */
class PictureFilesTest {
  private static GrayImage ramp(int shift) {
    byte[] pixels = new byte[16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i + shift);
    }
    return new GrayImage(16, 16, pixels);
  }

  @Test
  void pngKeepsEveryPixel() throws IOException {
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(Png.encode(ramp(0))));
    for (int i = 0; i < 256; i++) {
      assertEquals(i, read.getRaster().getSample(i % 16, i / 16, 0), "pixel " + i);
    }
  }

  @Test
  void gifHasAllFramesWithTheirDelaysAndRepeats() throws IOException {
    List<GrayImage> frames = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      frames.add(ramp(40 * i));
    }
    byte[] gif = AnimatedGif.encode(frames, 7, 99);
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(gif))) {
      reader.setInput(in);
      assertEquals(5, reader.getNumImages(true));
      for (int i = 0; i < 5; i++) {
        BufferedImage frame = reader.read(i);
        for (int p = 0; p < 256; p++) {
          int wanted = frames.get(i).pixels()[p] & 0xFF;
          int got = frame.getRGB(p % 16, p / 16) & 0xFF;
          assertTrue(Math.abs(wanted - got) <= 4, "frame " + i + " pixel " + p + ": " + got);
        }
        IIOMetadata metadata = reader.getImageMetadata(i);
        assertEquals(i == 4 ? "99" : "7", attribute(metadata, "GraphicControlExtension"));
      }
      assertTrue(new String(gif, "ISO-8859-1").contains("NETSCAPE2.0"), "it repeats");
    } finally {
      reader.dispose();
    }
  }

  private static String attribute(IIOMetadata metadata, String node) {
    Node root = metadata.getAsTree(metadata.getNativeMetadataFormatName());
    NodeList found = ((IIOMetadataNode) root).getElementsByTagName(node);
    return ((IIOMetadataNode) found.item(0)).getAttribute("delayTime");
  }

  @Test
  void framesOfDifferentSizesAreRefused() {
    List<GrayImage> frames = List.of(ramp(0), new GrayImage(1, 1, new byte[1]));
    assertThrows(IllegalArgumentException.class, () -> AnimatedGif.encode(frames, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> AnimatedGif.encode(List.of(), 1, 1));
  }
}
