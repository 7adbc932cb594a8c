package dev.ornstein.examples.run;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.ornstein.tensor.UserError;
import dev.ornstein.tensor.io.AtomicFiles;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reads and writes {@link RunConfig} as JSON. */
public final class ConfigFile {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private ConfigFile() {}

  /** The text of {@code config.json}. */
  public static String toJson(RunConfig config) {
    return GSON.toJson(config) + "\n";
  }

  /**
   * Writes it.
   *
   * @throws UserError when the file cannot be written; it stays as it was
   */
  public static void write(Path path, RunConfig config) {
    AtomicFiles.writeString(path, toJson(config));
  }

  /**
   * Writes it for samples that are drawn from a run.
   *
   * @param config of the run, with the command, the sampling and the environment of the samples
   * @param drawn the other options of the samples
   * @throws UserError when the file cannot be written; it stays as it was
   */
  public static void write(Path path, RunConfig config, DrawnConfig drawn) {
    JsonObject json = GSON.toJsonTree(config).getAsJsonObject();
    json.add("drawn", GSON.toJsonTree(drawn));
    AtomicFiles.writeString(path, GSON.toJson(json) + "\n");
  }

  /**
   * Reads it.
   *
   * @throws UserError when it cannot be read, is no JSON, or lacks something
   */
  public static RunConfig read(Path path) {
    return read(
        path,
        json -> {
          requireFormat(path, json);
          requireAll(path, json, RunConfig.class, "");
          return GSON.fromJson(json, RunConfig.class);
        });
  }

  /**
   * Reads what only the configuration of samples has.
   *
   * @return empty where it is not that of samples
   * @throws UserError when it cannot be read, or is no JSON
   */
  public static Optional<DrawnConfig> readDrawn(Path path) {
    return read(
        path, json -> Optional.ofNullable(GSON.fromJson(json.get("drawn"), DrawnConfig.class)));
  }

  private static <T> T read(Path path, Function<JsonObject, T> content) {
    String text;
    try {
      text = Files.readString(path);
    } catch (IOException e) {
      throw new UserError("cannot read " + path + " (" + e.getMessage() + ")", e);
    }
    try {
      JsonObject json = GSON.fromJson(text, JsonObject.class);
      if (json == null) {
        throw new UserError(path + " is empty; a run without its configuration cannot be used");
      }
      return content.apply(json);
    } catch (JsonParseException | NumberFormatException e) {
      throw new UserError(path + " is damaged: " + firstLine(e), e);
    }
  }

  private static void requireFormat(Path path, JsonObject json) {
    JsonElement format = json.get("format");
    String is = format == null ? "none" : format.toString();
    if (!is.equals(Integer.toString(RunConfig.FORMAT))) {
      throw new UserError(
          path
              + " has format "
              + is
              + "; this version of Ornstein reads format "
              + RunConfig.FORMAT);
    }
  }

  /** Gson leaves out silently what is missing; a number would then be 0. */
  private static void requireAll(Path path, JsonObject json, Class<?> type, String prefix) {
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + component.getName();
      JsonElement value = json.get(component.getName());
      if (value == null || value.isJsonNull()) {
        throw new UserError(path + " lacks \"" + name + "\"; it is not as Ornstein wrote it");
      }
      if (component.getType().isRecord()) {
        if (!value.isJsonObject()) {
          throw new UserError(path + " has no object at \"" + name + "\"");
        }
        requireAll(path, value.getAsJsonObject(), component.getType(), name + ".");
      }
    }
  }

  private static String firstLine(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no JSON");
  }
}
